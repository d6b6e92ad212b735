import { LinkButton } from '~/components/ui/button';
import { Notice } from '~/components/ui/notice';
import { dayText } from '~/modules/accounts/reviews/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  due: { unitName: string; dueOn: string; overdue: boolean; reviewId: number | null } | null;
}

/** For administrators and inspectors: the six-monthly review of roles is due, or was. */
export function ReviewDue({ due }: Props) {
  const { t } = useTranslation();
  if (!due) return null;
  const params = { unit: due.unitName, date: dayText(due.dueOn) };
  return (
    <div className="mb-5">
      <Notice
        tone={due.overdue ? 'error' : 'warning'}
        title={due.overdue ? t('Quá hạn rà soát quyền truy cập') : t('Sắp đến hạn rà soát quyền truy cập')}
        action={
          <LinkButton variant="secondary" to={due.reviewId ? `/quan-ly/ra-soat/${due.reviewId}` : '/quan-ly/ra-soat'}>
            {due.reviewId ? t('Tiếp tục rà soát') : t('Mở trang rà soát')}
          </LinkButton>
        }
      >
        {due.overdue
          ? t('{{unit}}: hạn là ngày {{date}} (giờ Hà Nội). Sáu tháng một lần cần xem lại ai giữ vai trò gì.', params)
          : t('{{unit}}: cần xong trước hết ngày {{date}} (giờ Hà Nội).', params)}
      </Notice>
    </div>
  );
}
