import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ConfirmPassword } from '~/components/accounts/confirm-password';
import { PrintButton } from '~/components/reports/print-button';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { findCodeHolder, issueResetCode } from '~/modules/accounts/resets/issue-reset-code.server';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Mã đặt lại mật khẩu');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const memberId = Number(params.id);
  const { fullName, unitName, account } = await findCodeHolder({ viewer, memberId, now: clock.now() }, db);
  return {
    ...{ memberId, fullName, unitName, timeZone: viewer.timeZone },
    address: new URL('/quen-mat-khau', context.services.env.PUBLIC_URL).toString(),
    openUntil: account?.openCodeUntil ?? null,
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const memberId = Number(params.id);
  const { db, clock } = context.services;
  // Whose member it is comes first: the password is asked only of those who may.
  await findCodeHolder({ viewer, memberId, now: clock.now() }, db);
  try {
    await requireFresh(context, 'reset.issue', Object.fromEntries(await request.formData()));
    const issued = await issueResetCode({ viewer, memberId }, context.services);
    return data({ issued, failure: null }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    const failure = { message: error.message, params: error.params };
    return data({ issued: null, failure }, { status: error.status });
  }
}

export default function ResetCodePage() {
  const { t, i18n } = useTranslation();
  const { memberId, fullName, unitName, address, openUntil, timeZone } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const issued = result?.issued;
  const at = (moment: Date) => formatWithClock(moment, timeZone, i18n.language);
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <Breadcrumbs
        items={[
          { label: t('Đảng viên'), to: '/quan-ly/dang-vien' },
          { label: fullName, to: `/quan-ly/dang-vien/${memberId}` },
          { label: t('Mã đặt lại mật khẩu') },
        ]}
      />
      <PageHeader eyebrow={unitName} title={t('Mã đặt lại mật khẩu')} />
      {issued ? (
        <>
          <div className="no-print">
            <Notice tone="warning" title={t('Mã chỉ hiện một lần này')}>
              {t(
                'Hãy in ra hoặc chép tay rồi trao tận tay đồng chí ấy. Không gửi qua tin nhắn. Rời trang là không xem lại được.',
              )}
            </Notice>
          </div>
          <Card>
            <p className="mb-4">{t('Kính gửi đồng chí {{name}}', { name: fullName })}</p>
            <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
              <dt className="text-ink-2">{t('Tên đăng nhập')}</dt>
              <dd className="text-xl font-semibold">{issued.username}</dd>
              <dt className="text-ink-2">{t('Mã dùng một lần')}</dt>
              <dd className="font-mono text-3xl font-bold tracking-widest">{issued.code}</dd>
              <dt className="text-ink-2">{t('Dùng trước')}</dt>
              <dd className="font-semibold">{at(issued.expiresAt)}</dd>
            </dl>
            <ol className="mt-5 flex list-decimal flex-col gap-2 pl-6">
              <li>
                {t('Mở trang')} <strong className="[overflow-wrap:anywhere]">{address}</strong>{' '}
                {t('hoặc bấm “Quên mật khẩu” ở trang đăng nhập.')}
              </li>
              <li>{t('Nhập tên đăng nhập và mã ở trên. Không phân biệt chữ hoa, chữ thường.')}</li>
              <li>{t('Đặt mật khẩu mới, ít nhất 12 ký tự, dễ nhớ với đồng chí mà người khác khó đoán.')}</li>
              <li>{t('Đăng nhập bằng mật khẩu mới, rồi hủy tờ giấy này.')}</li>
            </ol>
          </Card>
          <div>
            <PrintButton>{t('In tờ này')}</PrintButton>
          </div>
        </>
      ) : (
        <Card>
          {result?.failure ? (
            <div className="mb-4">
              <Notice tone="error">{t(result.failure.message, result.failure.params)}</Notice>
            </div>
          ) : null}
          <p className="mb-3">
            {t(
              'Cấp cho đồng chí {{name}} một mã trên giấy để tự đặt mật khẩu mới. Mã dùng một lần, trong 72 giờ, nhập sai 5 lần thì hết tác dụng.',
              {
                name: fullName,
              },
            )}
          </p>
          <p className="mb-4 text-ink-2">
            {t(
              'Chỉ cấp khi đồng chí ấy trực tiếp đề nghị. Việc cấp mã được ghi vào nhật ký, và đồng chí ấy được báo khi đăng nhập.',
            )}
          </p>
          {openUntil ? (
            <div className="mb-4">
              <Notice>
                {t('Đã có một mã còn hiệu lực đến {{at}}. Cấp mã mới thì mã cũ hết tác dụng.', { at: at(openUntil) })}
              </Notice>
            </div>
          ) : null}
          <PlainForm method="post" className="flex flex-col items-start gap-4">
            <ConfirmPassword />
            <Button>{t('Cấp mã')}</Button>
          </PlainForm>
        </Card>
      )}
    </div>
  );
}
