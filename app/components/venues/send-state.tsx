import { Link } from '@remix-run/react';
import { Notice } from '~/components/ui/notice';
import type { MarkConflict } from '~/modules/venues/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { SendState } from './use-roll-call';

interface Props {
  state: SendState;
  unsent: number;
  refusal: string;
  conflicts: readonly MarkConflict[];
  nameOf: (memberId: number) => string;
}

/** Where the clerk's taps are: with the server, or still on this phone, and what to do. */
export function SendStateLine({ state, unsent, refusal, conflicts, nameOf }: Props) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-3" data-sending={state.toLowerCase()}>
      {state === 'OFFLINE' ? (
        <Notice tone="warning" title={t('Mất kết nối – sẽ tự gửi lại')}>
          {t('Còn {{count}} mục chưa gửi, đang giữ trên máy này. Đồng chí cứ điểm danh tiếp.', { count: unsent })}
        </Notice>
      ) : state === 'SIGNED_OUT' ? (
        <Notice tone="warning" title={t('Phiên đăng nhập đã hết.')}>
          <Link to="/dang-nhap" target="_blank" className="link">
            {t('Đăng nhập lại ở thẻ mới; các mục chưa gửi sẽ tự gửi.')}
          </Link>
        </Notice>
      ) : state === 'REFUSED' ? (
        <Notice tone="error" title={t('Chưa ghi nhận được')}>
          {t(refusal)}
        </Notice>
      ) : (
        <p role="status" className="text-ink-2">
          {state === 'SENDING' ? t('Đang gửi…') : t('Mọi mục đã chọn đều đã lưu.')}
        </p>
      )}
      {conflicts.length > 0 ? (
        <Notice tone="warning" title={t('Có mục chưa được ghi')}>
          <ul>
            {conflicts.map(({ memberId, message, params }) => (
              <li key={memberId}>
                {nameOf(memberId)}: {t(message, params)}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </div>
  );
}
