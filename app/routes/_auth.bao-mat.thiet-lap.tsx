import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { findFactors } from '~/modules/accounts/find-factors.server';
import { relyingParty } from '~/modules/accounts/passkey-ceremony.server';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Thiết lập xác thực lần hai');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, env } = context.services;
  const { totpSince } = await findFactors(viewer.accountId, db);
  return {
    due: context.signedIn?.factorDue ?? false,
    hasApp: totpSince !== null,
    passkeys: relyingParty(env) !== null,
  };
}

/** Where somebody lands who must set up a second factor, and where others choose one. */
export default function SetUp() {
  const { t } = useTranslation();
  const { due, hasApp, passkeys } = useLoaderData<typeof loader>();
  return (
    <Card className="sm:p-8">
      <h1 className="mb-3">{t('Thiết lập xác thực lần hai')}</h1>
      {due ? (
        <div className="mb-5">
          <Notice tone="warning" title={t('Cần làm trước khi tiếp tục')}>
            {t(
              'Vai trò của đồng chí xem được thông tin của nhiều người, nên ngoài mật khẩu phải có thêm một bước xác thực.',
            )}
          </Notice>
        </div>
      ) : null}
      <p className="mb-5">
        {t(
          'Nếu có người biết mật khẩu của đồng chí, họ vẫn không vào được khi thiếu bước này. Thiết lập một lần, khoảng 3 phút. Chọn một cách:',
        )}
      </p>
      <div className="flex flex-col gap-5">
        {hasApp ? null : (
          <section className="rounded-sm border border-line p-4">
            <h2 className="mb-1 text-lg">{t('Ứng dụng xác thực trên điện thoại')}</h2>
            <p className="mb-3 text-ink-2">
              {t(
                'Một ứng dụng miễn phí (Google Authenticator, Microsoft Authenticator…) hiện mã 6 chữ số, đổi 30 giây một lần. Không cần mạng, không tốn tiền tin nhắn.',
              )}
            </p>
            <LinkButton to="/bao-mat/ung-dung" className="w-full" reloadDocument>
              {t('Dùng ứng dụng xác thực')}
            </LinkButton>
          </section>
        )}
        {passkeys ? (
          <section className="rounded-sm border border-line p-4">
            <h2 className="mb-1 text-lg">{t('Khóa truy cập')}</h2>
            <p className="mb-3 text-ink-2">
              {t(
                'Dùng vân tay, khuôn mặt hoặc mã PIN mở máy của điện thoại, máy tính này. Không phải gõ mã; vân tay không rời khỏi máy.',
              )}
            </p>
            <LinkButton to="/bao-mat/khoa" variant="secondary" className="w-full" reloadDocument>
              {t('Dùng khóa truy cập')}
            </LinkButton>
          </section>
        ) : null}
      </div>
      {due ? (
        <PlainForm method="post" action="/dang-xuat" className="mt-4">
          <Button variant="quiet" className="w-full">
            {t('Để sau, đăng xuất')}
          </Button>
        </PlainForm>
      ) : (
        <LinkButton to="/bao-mat" variant="quiet" className="mt-4 w-full" reloadDocument>
          {t('Quay lại')}
        </LinkButton>
      )}
    </Card>
  );
}
