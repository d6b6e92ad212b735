import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ConfirmPassword } from '~/components/accounts/confirm-password';
import { RecoveryCodeList } from '~/components/accounts/recovery-code-list';
import { TotpQr } from '~/components/accounts/totp-qr';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextInput } from '~/components/ui/text-input';
import { beginTotp, confirmTotp } from '~/modules/accounts/enrol-totp.server';
import { requireFresh, sessionClock } from '~/modules/accounts/require-fresh.server';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Ứng dụng xác thực');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const begun = await beginTotp(viewer, context.services);
  return { ...begun, ...sessionClock(context), due: context.signedIn?.factorDue ?? false };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, address, requestId } = context;
  const form = Object.fromEntries(await request.formData());
  const code = String(form.code ?? '').slice(0, 50);
  try {
    await requireFresh(context, 'factor.add', form);
    const { codes } = await confirmTotp({ viewer, code, requestId, address }, services);
    if (codes === null) return redirect('/bao-mat?them');
    return data({ codes, code, error: null, failure: null }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const beside = error.code === 'CODE_WRONG';
    const failure = beside ? null : { message: error.message, params: error.params };
    return data({ codes: null, code, error: beside ? error.message : null, failure }, { status: error.status });
  }
}

// After the codes are made the loader would find everything set up, and lead away from the only page that shows them.
export const shouldRevalidate = () => false;

export default function AuthenticatorApp() {
  const { t } = useTranslation();
  const { secret, address, due } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  if (result?.codes) return <RecoveryCodeList codes={result.codes} next="/" />;
  return (
    <Card className="sm:p-8">
      <h1 className="mb-4">{t('Thiết lập ứng dụng xác thực')}</h1>
      {result?.failure ? (
        <div className="mb-5">
          <Notice tone="error">{t(result.failure.message, result.failure.params)}</Notice>
        </div>
      ) : null}
      <ol className="flex flex-col gap-6">
        <li>
          <h2 className="mb-1 text-lg">{t('Bước 1. Cài ứng dụng')}</h2>
          <p className="text-ink-2">
            {t(
              'Trên điện thoại, mở kho ứng dụng (CH Play hoặc App Store), tìm “Google Authenticator” hoặc “Microsoft Authenticator” và cài đặt. Nếu đã có thì bỏ qua bước này.',
            )}
          </p>
        </li>
        <li>
          <h2 className="mb-1 text-lg">{t('Bước 2. Quét mã')}</h2>
          <p className="mb-3 text-ink-2">
            {t('Trong ứng dụng, bấm dấu + rồi chọn “Quét mã QR”, đưa máy ảnh về phía hình dưới đây.')}
          </p>
          <TotpQr address={address} />
          <p className="mt-3 text-ink-2">
            {t(
              'Đang dùng chính điện thoại này? Trong ứng dụng, bấm dấu + rồi chọn “Nhập khóa thiết lập”, nhập khóa sau:',
            )}
          </p>
          <p className="tabular mt-1 select-all break-words rounded-sm bg-sunken px-3 py-2 font-bold" data-totp-secret>
            {secret.match(/.{1,4}/g)?.join(' ')}
          </p>
        </li>
        <li>
          <h2 className="mb-2 text-lg">{t('Bước 3. Nhập mã đang hiện')}</h2>
          <PlainForm method="post" className="flex flex-col gap-5" noValidate>
            <Field
              label={t('Mã 6 chữ số')}
              hint={t('Mã ở dòng “Điểm Cầu” trong ứng dụng. Mã đổi 30 giây một lần.')}
              error={result?.error ?? undefined}
              required
            >
              <TextInput
                name="code"
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={20}
                className="tabular text-xl tracking-widest"
              />
            </Field>
            <ConfirmPassword />
            <Button className="w-full">{t('Hoàn thành thiết lập')}</Button>
          </PlainForm>
        </li>
      </ol>
      <LinkButton to={due ? '/bao-mat/thiet-lap' : '/bao-mat'} variant="quiet" className="mt-4 w-full" reloadDocument>
        {t('Quay lại')}
      </LinkButton>
    </Card>
  );
}
