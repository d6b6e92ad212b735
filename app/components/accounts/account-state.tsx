import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge } from '../ui/badge';

const STATES = {
  active: { tone: 'done', label: 'Đang dùng' },
  unused: { tone: 'neutral', label: 'Chưa đăng nhập' },
  locked: { tone: 'partial', label: 'Tạm khóa' },
  disabled: { tone: 'danger', label: 'Ngừng dùng' },
} as const;

export type AccountStateName = keyof typeof STATES;

export function AccountState({ state }: { state: AccountStateName }) {
  const { t } = useTranslation();
  return <Badge tone={STATES[state].tone}>{t(STATES[state].label)}</Badge>;
}
