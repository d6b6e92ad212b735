import { Link } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Dialog } from '~/components/ui/dialog';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { useTranslation } from '~/platform/i18n/use-translation';

/** Asks first: in a dialog, or on the page itself (`?go=1`) for browsers without script. */
export function RemoveRecording({ open }: { open: boolean }) {
  const { t } = useTranslation();
  const question = t(
    'Đảng viên sẽ không xem lại được buổi học này cho đến khi có bản ghi mới. Phần đã học vẫn được giữ.',
  );
  const form = (cancel: React.ReactNode) => (
    <Form method="post" className="mt-4 flex flex-wrap gap-3">
      <input type="hidden" name="intent" value="remove" />
      <Button variant="danger">{t('Gỡ bản ghi')}</Button>
      {cancel}
    </Form>
  );
  if (open) {
    return (
      <Notice tone="warning" title={t('Gỡ bản ghi này?')}>
        {question}
        {form(
          <Link to="." className="inline-flex min-h-11 items-center underline">
            {t('Giữ lại')}
          </Link>,
        )}
      </Notice>
    );
  }
  return (
    <div>
      <Dialog trigger={t('Gỡ bản ghi')} variant="danger" title={t('Gỡ bản ghi này?')} fallbackTo="?go=1">
        {(close) => (
          <>
            <p>{question}</p>
            {form(
              <Button type="button" variant="secondary" onClick={close}>
                {t('Giữ lại')}
              </Button>,
            )}
          </>
        )}
      </Dialog>
    </div>
  );
}
