import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { NewPasswordFields } from '~/components/accounts/new-password-fields';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextInput } from '~/components/ui/text-input';
import { linkInput, resetInput } from '~/modules/accounts/resets/input';
import { requestResetLink } from '~/modules/accounts/resets/request-link.server';
import { spendResetCode } from '~/modules/accounts/resets/spend-reset.server';
import { fieldErrors } from '~/modules/accounts/schema';
import { type ErrorParams, isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Quên mật khẩu');

export function loader({ request }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  return { said: query.has('xong') ? 'done' : query.has('da-gui') ? 'mail' : null };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { services, address } = context;
  const form = Object.fromEntries(await request.formData());
  const username = typeof form.username === 'string' ? form.username.slice(0, 200) : '';
  const byMail = form.viec === 'thu';
  const answer = (
    errors: Record<string, string[]>,
    failure: { message: string; params: ErrorParams } | null,
    status: number,
  ) => data({ byMail, username, errors, failure }, { status });
  const parsed = byMail ? linkInput.safeParse(form) : resetInput.safeParse(form);
  if (!parsed.success) return answer(fieldErrors(parsed.error), null, 400);
  try {
    if ('identifier' in parsed.data) {
      await requestResetLink({ identifier: parsed.data.identifier, address }, services);
      return redirect('/quen-mat-khau?da-gui');
    }
    const { code, next } = parsed.data;
    await spendResetCode({ username: parsed.data.username, code, password: next, address }, services);
    return redirect('/quen-mat-khau?xong');
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === 'PASSWORD_REFUSED') return answer({ next: [error.message] }, null, error.status);
    return answer({}, { message: error.message, params: error.params }, error.status);
  }
}

export default function ForgottenPassword() {
  const { t } = useTranslation();
  const { said } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const errors = result?.errors ?? {};
  const failure = result?.failure;
  if (said && !result) {
    return (
      <Card className="sm:p-8">
        <h1 className="mb-4">{t('Quên mật khẩu')}</h1>
        {said === 'done' ? (
          <Notice
            tone="success"
            title={t('Đã đặt mật khẩu mới')}
            action={<LinkButton to="/dang-nhap">{t('Đăng nhập')}</LinkButton>}
          >
            {t('Mọi thiết bị khác của đồng chí đã được đăng xuất. Hãy hủy tờ giấy ghi mã.')}
          </Notice>
        ) : (
          <Notice
            title={t('Đã ghi nhận')}
            action={
              <LinkButton variant="secondary" to="/dang-nhap">
                {t('Về trang đăng nhập')}
              </LinkButton>
            }
          >
            {t(
              'Nếu có tài khoản ứng với thông tin này và tài khoản có địa chỉ thư, một liên kết sẽ được gửi đến trong ít phút, dùng trong 30 phút. Nếu không nhận được, đồng chí hãy xin mã trên giấy của bí thư chi bộ.',
            )}
          </Notice>
        )}
      </Card>
    );
  }
  return (
    <Card className="sm:p-8">
      <h1 className="mb-1">{t('Quên mật khẩu')}</h1>
      <p className="mb-5 text-ink-2">{t('Xin bí thư chi bộ một mã trên giấy, rồi đặt mật khẩu mới ở đây.')}</p>
      {failure ? (
        <div className="mb-5">
          <Notice tone="error" title={t('Chưa thực hiện được')}>
            {t(failure.message, failure.params)}
          </Notice>
        </div>
      ) : null}
      <PlainForm method="post" className="flex flex-col gap-5" noValidate>
        <Field label={t('Tên đăng nhập')} error={result?.byMail ? undefined : errors.username} required>
          <TextInput
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            defaultValue={result?.username}
          />
        </Field>
        <Field
          label={t('Mã trên giấy')}
          hint={t('10 chữ và số, không phân biệt chữ hoa, chữ thường.')}
          error={errors.code}
          required
        >
          <TextInput
            name="code"
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={30}
          />
        </Field>
        <NewPasswordFields errors={errors} />
        <Button className="w-full" name="viec" value="ma">
          {t('Đặt mật khẩu mới')}
        </Button>
      </PlainForm>
      <details className="mt-6 border-t border-line pt-4" open={result?.byMail}>
        <summary className="link flex min-h-11 cursor-pointer items-center">
          {t('Tôi có thư điện tử đã đăng ký')}
        </summary>
        <PlainForm method="post" className="mt-2 flex flex-col gap-5" noValidate>
          <Field
            label={t('Tên đăng nhập hoặc địa chỉ thư')}
            hint={t('Một liên kết dùng trong 30 phút sẽ được gửi đến địa chỉ thư đã đăng ký.')}
            error={errors.identifier}
            required
          >
            <TextInput name="identifier" autoCapitalize="none" autoCorrect="off" spellCheck={false} maxLength={200} />
          </Field>
          <Button variant="secondary" className="w-full" name="viec" value="thu">
            {t('Gửi liên kết')}
          </Button>
        </PlainForm>
      </details>
      <p className="mt-5">
        <LinkButton variant="quiet" className="w-full" to="/dang-nhap">
          {t('Về trang đăng nhập')}
        </LinkButton>
      </p>
    </Card>
  );
}
