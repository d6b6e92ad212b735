import { Badge } from '~/components/ui/badge';
import { Tabs } from '~/components/ui/tabs';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  current: 'accounts' | 'proposals' | 'emergencies' | 'reviews';
  counts: { proposals: number; emergencies: number };
}

/** Accounts and what is watched about them; a figure where something waits. */
export function DutyTabs({ current, counts }: Props) {
  const { t } = useTranslation();
  const waiting = (label: string, count: number) => (
    <span className="flex items-center gap-2">
      {label}
      {count > 0 ? (
        <Badge tone="soon" icon={null}>
          {count}
          <span className="sr-only"> {t('đang chờ')}</span>
        </Badge>
      ) : null}
    </span>
  );
  return (
    <div className="mb-5">
      <Tabs
        label={t('Tài khoản và quyền truy cập')}
        current={current}
        tabs={[
          { id: 'accounts', label: t('Danh sách'), to: '/quan-ly/tai-khoan' },
          {
            id: 'proposals',
            label: waiting(t('Đề nghị giao vai trò'), counts.proposals),
            to: '/quan-ly/tai-khoan/de-nghi',
          },
          { id: 'emergencies', label: waiting(t('Truy cập khẩn cấp'), counts.emergencies), to: '/quan-ly/khan-cap' },
          { id: 'reviews', label: t('Rà soát quyền'), to: '/quan-ly/ra-soat' },
        ]}
      />
    </div>
  );
}
