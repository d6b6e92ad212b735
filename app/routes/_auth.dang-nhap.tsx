import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { PasskeySignIn } from '~/components/accounts/passkey-sign-in';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextInput } from '~/components/ui/text-input';
import { authCookie, authCookieName, readCookie } from '~/modules/accounts/auth-cookie';
import { oidcSettings } from '~/modules/accounts/oidc/settings';
import { relyingParty } from '~/modules/accounts/passkey-ceremony.server';
import { fieldErrors, signInSchema } from '~/modules/accounts/schema';
import { signIn } from '~/modules/accounts/sign-in.server';
import { stepCookie } from '~/modules/accounts/sign-in-step.server';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { returnPath } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đăng nhập');

export function loader({ context, request }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const next = returnPath(query.get('tiep'));
  if (context.signedIn) throw redirect(next);
  const { env } = context.services;
  return {
    ...{ next, stepOver: query.has('het-buoc'), passkeys: relyingParty(env) !== null },
    oidc: oidcSettings(env) ? { name: env.OIDC_NAME ?? null } : null,
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { services, address, requestId } = context;
  const form = await request.formData();
  const next = returnPath(text(form.get('tiep')));
  const parsed = signInSchema.safeParse(Object.fromEntries(form));
  const username = text(form.get('username')).slice(0, 200);
  if (!parsed.success) return data({ username, errors: fieldErrors(parsed.error), failure: null }, { status: 400 });
  const secure = services.env.PUBLIC_URL.startsWith('https:');
  try {
    const { token, step } = await signIn(
      {
        ...parsed.data,
        address,
        requestId,
        next,
        userAgent: request.headers.get('user-agent'),
        presentedToken: readCookie(request.headers.get('cookie'), authCookieName(secure)),
      },
      services,
    );
    if (!token) return redirect('/dang-nhap/xac-thuc', { headers: { 'set-cookie': stepCookie(step, secure) } });
    return redirect(next, { headers: { 'set-cookie': authCookie(token, secure) } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const failure = { message: error.message, params: error.params };
    return data({ username, errors: {} as Record<string, string[]>, failure }, { status: error.status });
  }
}

const text = (value: FormDataEntryValue | null) => (typeof value === 'string' ? value : '');

export default function SignIn() {
  const { t } = useTranslation();
  const { next, stepOver, passkeys, oidc } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const failure = result?.failure;
  return (
    <Card className="sm:p-8">
      <h1 className="mb-1">{t('Đăng nhập')}</h1>
      <p className="mb-5 text-ink-2">{t('Dùng tài khoản do chi bộ hoặc quản trị đơn vị cấp.')}</p>
      {stepOver && !result ? (
        <div className="mb-5">
          <Notice tone="warning">
            {t('Bước xác thực đã quá 10 phút hoặc đã dùng. Đồng chí hãy đăng nhập lại từ đầu.')}
          </Notice>
        </div>
      ) : null}
      {failure ? (
        <div className="mb-5">
          <Notice tone="error" title={t('Chưa đăng nhập được')}>
            {t(failure.message, failure.params)}
          </Notice>
        </div>
      ) : null}
      <PlainForm method="post" className="flex flex-col gap-5" noValidate>
        <input type="hidden" name="tiep" value={next} />
        <Field label={t('Tên đăng nhập')} error={result?.errors.username} required>
          <TextInput
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            defaultValue={result?.username}
            autoFocus={!result?.username}
          />
        </Field>
        <Field label={t('Mật khẩu')} error={result?.errors.password} required>
          <TextInput
            name="password"
            type="password"
            autoComplete="current-password"
            autoFocus={Boolean(result?.username)}
          />
        </Field>
        <Button className="w-full">{t('Đăng nhập')}</Button>
      </PlainForm>
      {passkeys ? <PasskeySignIn next={next} /> : null}
      {oidc ? (
        <p className="mt-3">
          <LinkButton
            variant="secondary"
            className="w-full"
            to={`/dang-nhap/oidc?tiep=${encodeURIComponent(next)}`}
            reloadDocument
          >
            {oidc.name ?? t('Đăng nhập một lần của cơ quan')}
          </LinkButton>
        </p>
      ) : null}
      <p className="mt-3">
        <LinkButton variant="quiet" className="w-full" to="/quen-mat-khau">
          {t('Quên mật khẩu')}
        </LinkButton>
      </p>
    </Card>
  );
}
