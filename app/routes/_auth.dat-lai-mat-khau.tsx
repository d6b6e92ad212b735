import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { NewPasswordFields } from '~/components/accounts/new-password-fields';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { readCookie } from '~/modules/accounts/auth-cookie';
import { linkPasswordInput } from '~/modules/accounts/resets/input';
import { spendResetLink } from '~/modules/accounts/resets/spend-reset.server';
import { fieldErrors } from '~/modules/accounts/schema';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đặt mật khẩu mới');

const COOKIE = 'dat-lai';
const MINUTES = 30;

/** The token leaves the address at once: addresses stay in histories and are sent along to other pages. */
const tokenCookie = (token: string | null, secure: boolean): string =>
  `${COOKIE}=${token ?? ''}; Path=/dat-lai-mat-khau; Max-Age=${token === null ? 0 : MINUTES * 60}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

export function loader({ context, request }: LoaderFunctionArgs) {
  const token = new URL(request.url).searchParams.get('ma');
  if (token !== null) {
    const kept = /^[\w-]{20,100}$/.test(token) ? token : '-';
    const secure = context.services.env.PUBLIC_URL.startsWith('https:');
    throw redirect('/dat-lai-mat-khau', {
      headers: {
        'set-cookie': tokenCookie(kept, secure),
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      },
    });
  }
  return { hasToken: Boolean(readCookie(request.headers.get('cookie'), COOKIE)) };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { services, address } = context;
  const parsed = linkPasswordInput.safeParse(Object.fromEntries(await request.formData()));
  if (!parsed.success) return data({ errors: fieldErrors(parsed.error), failure: null }, { status: 400 });
  const token = readCookie(request.headers.get('cookie'), COOKIE) ?? '';
  try {
    await spendResetLink({ token: token.slice(0, 100), password: parsed.data.next, address }, services);
    const secure = services.env.PUBLIC_URL.startsWith('https:');
    return redirect('/quen-mat-khau?xong', { headers: { 'set-cookie': tokenCookie(null, secure) } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const refused = error.code === 'PASSWORD_REFUSED';
    const errors: Record<string, string[]> = refused ? { next: [error.message] } : {};
    return data({ errors, failure: refused ? null : error.message }, { status: error.status });
  }
}

export default function ResetByLink() {
  const { t } = useTranslation();
  const { hasToken } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const again = <LinkButton to="/quen-mat-khau">{t('Yêu cầu liên kết mới')}</LinkButton>;
  return (
    <Card className="sm:p-8">
      <h1 className="mb-4">{t('Đặt mật khẩu mới')}</h1>
      {!hasToken ? (
        <Notice tone="warning" action={again}>
          {t('Trang này mở từ liên kết trong thư. Liên kết đã dùng hoặc đã hết hạn thì hãy yêu cầu liên kết mới.')}
        </Notice>
      ) : (
        <>
          {result?.failure ? (
            <div className="mb-5">
              <Notice tone="error" title={t('Chưa thực hiện được')} action={again}>
                {t(result.failure)}
              </Notice>
            </div>
          ) : null}
          <PlainForm method="post" className="flex flex-col gap-5" noValidate>
            <NewPasswordFields errors={result?.errors ?? {}} />
            <Button className="w-full">{t('Đặt mật khẩu mới')}</Button>
          </PlainForm>
        </>
      )}
    </Card>
  );
}
