import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ConfirmPassword } from '~/components/accounts/confirm-password';
import { RecoveryCodeList } from '~/components/accounts/recovery-code-list';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { findFactors } from '~/modules/accounts/find-factors.server';
import { makeRecoveryCodes } from '~/modules/accounts/remove-factor.server';
import { requireFresh, sessionClock } from '~/modules/accounts/require-fresh.server';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Mã dự phòng');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { codesLeft, totpSince, passkeys } = await findFactors(viewer.accountId, context.services.db);
  if (!totpSince && passkeys.length === 0) throw redirect('/bao-mat/thiet-lap');
  return { ...sessionClock(context), codesLeft: codesLeft ?? 0 };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId } = context;
  const form = Object.fromEntries(await request.formData());
  try {
    await requireFresh(context, 'factor.codes', form);
    const codes = await makeRecoveryCodes({ viewer, now: services.clock.now(), requestId }, services.db);
    return data({ codes, failure: null }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return data({ codes: null, failure: { message: error.message, params: error.params } }, { status: error.status });
  }
}

export default function NewCodes() {
  const { t } = useTranslation();
  const { codesLeft } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  if (result?.codes) return <RecoveryCodeList codes={result.codes} next="/bao-mat" />;
  return (
    <Card className="sm:p-8">
      <h1 className="mb-3">{t('Tạo mã dự phòng mới')}</h1>
      {result?.failure ? (
        <div className="mb-5">
          <Notice tone="error">{t(result.failure.message, result.failure.params)}</Notice>
        </div>
      ) : null}
      <p className="mb-5">
        {t(
          'Đồng chí còn {{left}} mã chưa dùng. Khi tạo 10 mã mới, các mã cũ hết hiệu lực ngay; hãy chuẩn bị giấy bút.',
          {
            left: codesLeft,
          },
        )}
      </p>
      <PlainForm method="post" className="flex flex-col gap-5" noValidate>
        <ConfirmPassword />
        <Button className="w-full">{t('Tạo 10 mã mới')}</Button>
      </PlainForm>
      <LinkButton to="/bao-mat" variant="quiet" className="mt-3 w-full" reloadDocument>
        {t('Quay lại')}
      </LinkButton>
    </Card>
  );
}
