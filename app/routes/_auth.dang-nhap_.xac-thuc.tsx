import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { PasskeySignIn } from '~/components/accounts/passkey-sign-in';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextInput } from '~/components/ui/text-input';
import { authCookie, authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { findFactors } from '~/modules/accounts/find-factors.server';
import { passSecondFactor } from '~/modules/accounts/pass-second-factor.server';
import { relyingParty } from '~/modules/accounts/passkey-ceremony.server';
import { findSignInStep, stepCookie, stepCookieName } from '~/modules/accounts/sign-in-step.server';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Xác thực lần hai');

const isSecure = (env: { PUBLIC_URL: string }) => env.PUBLIC_URL.startsWith('https:');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { db, clock, env } = context.services;
  const token = readCookie(request.headers.get('cookie'), stepCookieName(isSecure(env)));
  const userAgent = request.headers.get('user-agent');
  const step = await findSignInStep({ token, userAgent, now: clock.now() }, db);
  if (!step?.accountId) throw redirect('/dang-nhap');
  const factors = await findFactors(step.accountId, db);
  return {
    outside: step.oidcLinkId !== null,
    app: factors.totpSince !== null,
    passkeys: factors.passkeys.length > 0 && relyingParty(env) !== null,
    paper: (factors.codesLeft ?? 0) > 0,
    byPaper: new URL(request.url).searchParams.get('cach') === 'giay',
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { services, address, requestId } = context;
  const secure = isSecure(services.env);
  const cookies = request.headers.get('cookie');
  const form = await request.formData();
  const code = String(form.get('code') ?? '').slice(0, 100);
  if (code.trim() === '') {
    return data({ error: 'Đồng chí hãy nhập mã.', failure: null }, { status: 400 });
  }
  try {
    const { token, next, codesLeft } = await passSecondFactor(
      {
        stepToken: readCookie(cookies, stepCookieName(secure)),
        proof: { code },
        ...{ address, requestId, userAgent: request.headers.get('user-agent') },
        presentedToken: readCookie(cookies, authCookieName(secure)),
      },
      services,
    );
    const headers = new Headers();
    headers.append('set-cookie', authCookie(token, secure));
    headers.append('set-cookie', stepCookie(null, secure));
    // Who is down to the last codes hears of it where new ones are made.
    return redirect(codesLeft !== null && codesLeft <= 3 ? '/bao-mat' : next, { headers });
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === 'STEP_OVER') throw redirect('/dang-nhap?het-buoc');
    const failure = error.code === 'CODE_WRONG' ? null : { message: error.message, params: error.params };
    return data({ error: failure ? null : error.message, failure }, { status: error.status });
  }
}

export default function SecondFactor() {
  const { t } = useTranslation();
  const { outside, app, passkeys, paper, byPaper } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const failure = result?.failure;
  const asksPaper = byPaper || !app;
  return (
    <Card className="sm:p-8">
      <h1 className="mb-1">{t('Xác thực lần hai')}</h1>
      <p className="mb-5 text-ink-2">
        {outside
          ? t('Hệ thống đăng nhập một lần đã xác nhận. Thêm một bước nữa để chắc chắn người đăng nhập là đồng chí.')
          : t('Mật khẩu đúng. Thêm một bước nữa để chắc chắn người đăng nhập là đồng chí.')}
      </p>
      {failure ? (
        <div className="mb-5">
          <Notice tone="error" title={t('Chưa đăng nhập được')}>
            {t(failure.message, failure.params)}
          </Notice>
        </div>
      ) : null}
      {passkeys ? (
        <div className="mb-5">
          <PasskeySignIn next="/" />
        </div>
      ) : null}
      {app || paper ? (
        <PlainForm method="post" className="flex flex-col gap-5" noValidate>
          {asksPaper ? (
            <Field
              key="paper"
              label={t('Mã dự phòng')}
              hint={t('Một trong các mã đã ghi ra giấy khi thiết lập. Mỗi mã chỉ dùng được một lần.')}
              error={result?.error ?? undefined}
              required
            >
              <TextInput
                name="code"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                placeholder="abcd-efgh-2345"
                autoFocus={!passkeys}
              />
            </Field>
          ) : (
            <Field
              key="app"
              label={t('Mã 6 chữ số')}
              hint={t('Mở ứng dụng xác thực trên điện thoại và nhập mã đang hiện ở dòng “Điểm Cầu”.')}
              error={result?.error ?? undefined}
              required
            >
              <TextInput
                name="code"
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={20}
                className="tabular text-xl tracking-widest"
                autoFocus={!passkeys}
              />
            </Field>
          )}
          <Button className="w-full">{t('Xác thực và đăng nhập')}</Button>
        </PlainForm>
      ) : null}
      <ul className="mt-5 flex flex-col gap-1">
        {app && paper ? (
          <li>
            <Link
              className="link inline-flex min-h-11 items-center"
              to={asksPaper ? '/dang-nhap/xac-thuc' : '?cach=giay'}
              reloadDocument
            >
              {asksPaper ? t('Dùng mã từ ứng dụng') : t('Không có điện thoại bên mình? Dùng mã dự phòng')}
            </Link>
          </li>
        ) : null}
        <li>
          <Link className="link inline-flex min-h-11 items-center" to="/dang-nhap" reloadDocument>
            {t('Đăng nhập bằng tài khoản khác')}
          </Link>
        </li>
      </ul>
      <p className="mt-3 text-sm text-ink-2">
        {t('Mất cả điện thoại và mã dự phòng? Đồng chí hãy gặp quản trị đơn vị để được đặt lại.')}
      </p>
    </Card>
  );
}
