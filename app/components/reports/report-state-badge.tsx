import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge } from '../ui/badge';

interface Props {
  state: 'QUEUED' | 'RENDERING' | 'READY' | 'FAILED' | null;
  issued: boolean;
}

export function ReportStateBadge({ state, issued }: Props) {
  const { t } = useTranslation();
  if (issued) return <Badge tone="done">{t('Đã phát hành')}</Badge>;
  if (state === 'READY') return <Badge tone="info">{t('Đã lập xong')}</Badge>;
  if (state === 'FAILED') return <Badge tone="danger">{t('Chưa lập được')}</Badge>;
  if (state === null) return <Badge>{t('Chưa lập')}</Badge>;
  return <Badge tone="partial">{t('Đang lập')}</Badge>;
}
