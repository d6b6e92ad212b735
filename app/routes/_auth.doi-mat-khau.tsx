import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextInput } from '~/components/ui/text-input';
import { authCookie } from '~/modules/accounts/auth-cookie';
import { changePassword } from '~/modules/accounts/change-password.server';
import { changePasswordSchema, fieldErrors } from '~/modules/accounts/schema';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer, returnPath } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đổi mật khẩu');

export function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const query = new URL(request.url).searchParams;
  return {
    username: viewer.username,
    forced: viewer.mustChangePassword,
    done: query.has('xong'),
    next: returnPath(query.get('tiep')),
  };
}

/** Which field a failure belongs to. */
const FIELD_OF: Record<string, 'current' | 'next'> = {
  CURRENT_WRONG: 'current',
  PASSWORD_REFUSED: 'next',
  PASSWORD_SAME: 'next',
};

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, address, requestId } = context;
  const form = await request.formData();
  const parsed = changePasswordSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return data({ errors: fieldErrors(parsed.error), failure: null }, { status: 400 });
  try {
    const { current, next } = parsed.data;
    const userAgent = request.headers.get('user-agent');
    const { token } = await changePassword({ viewer, current, next, address, userAgent, requestId }, services);
    const goOn = String(form.get('tiep') ?? '');
    const target = viewer.mustChangePassword ? returnPath(goOn) : '/doi-mat-khau?xong';
    const secure = services.env.PUBLIC_URL.startsWith('https:');
    return redirect(target, { headers: { 'set-cookie': authCookie(token, secure) } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const field = FIELD_OF[error.code];
    const errors: Record<string, string[]> = field ? { [field]: [error.message] } : {};
    const failure = field ? null : { message: error.message, params: error.params };
    return data({ errors, failure }, { status: error.status });
  }
}

export default function ChangePassword() {
  const { t } = useTranslation();
  const { username, forced, done, next } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const errors = result?.errors ?? {};
  const failure = result?.failure;
  if (done && !result) {
    return (
      <Card className="sm:p-8">
        <h1 className="mb-4">{t('Đổi mật khẩu')}</h1>
        <Notice
          tone="success"
          title={t('Đã đổi mật khẩu')}
          action={<LinkButton to="/">{t('Về Trang của tôi')}</LinkButton>}
        >
          {t('Các thiết bị khác của đồng chí đã được đăng xuất. Lần sau hãy đăng nhập bằng mật khẩu mới.')}
        </Notice>
      </Card>
    );
  }
  return (
    <Card className="sm:p-8">
      <h1 className="mb-1">{t('Đổi mật khẩu')}</h1>
      <p className="mb-5 text-ink-2">
        {forced
          ? t(
              'Đây là lần đăng nhập đầu tiên hoặc mật khẩu vừa được cấp lại. Đồng chí hãy đặt mật khẩu riêng để tiếp tục.',
            )
          : t('Sau khi đổi, các thiết bị khác của đồng chí sẽ được đăng xuất.')}
      </p>
      {failure ? (
        <div className="mb-5">
          <Notice tone="error" title={t('Chưa đổi được mật khẩu')}>
            {t(failure.message, failure.params)}
          </Notice>
        </div>
      ) : null}
      <PlainForm method="post" className="flex flex-col gap-5" noValidate>
        <input type="hidden" name="tiep" value={next} />
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <Field label={t('Mật khẩu hiện tại')} error={errors.current} required>
          <TextInput name="current" type="password" autoComplete="current-password" />
        </Field>
        <Field
          label={t('Mật khẩu mới')}
          hint={t(
            'Ít nhất 12 ký tự; không chứa tên đăng nhập, không dùng mật khẩu phổ biến. Một câu ngắn dễ nhớ là tốt nhất.',
          )}
          error={errors.next}
          required
        >
          <TextInput name="next" type="password" autoComplete="new-password" />
        </Field>
        <Field label={t('Nhập lại mật khẩu mới')} error={errors.again} required>
          <TextInput name="again" type="password" autoComplete="new-password" />
        </Field>
        <Button className="w-full">{t('Đổi mật khẩu')}</Button>
      </PlainForm>
      <PlainForm method="post" action="/dang-xuat" className="mt-3">
        <Button variant="quiet" className="w-full">
          {t('Đăng xuất')}
        </Button>
      </PlainForm>
    </Card>
  );
}
