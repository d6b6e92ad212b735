import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { PasswordAgainForm } from '~/components/accounts/password-again-form';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { findFactors } from '~/modules/accounts/find-factors.server';
import { findKeptForm } from '~/modules/accounts/kept-forms.server';
import { relyingParty } from '~/modules/accounts/passkey-ceremony.server';
import { passwordAgain } from '~/modules/accounts/password-again.server';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { returnPath } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Phiên đang tạm khóa');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { signedIn, services } = context;
  const query = new URL(request.url).searchParams;
  const next = returnPath(query.get('tiep'));
  if (!signedIn) throw redirect(`/dang-nhap?tiep=${encodeURIComponent(next)}`);
  const { viewer, locked } = signedIn;
  const key = query.get('giu') ?? '';
  const kept = key ? await findKeptForm({ authSessionId: viewer.authSessionId, key }, services) : null;
  if (!locked && !kept) throw redirect(next);
  const { passkeys } = await findFactors(viewer.accountId, services.db);
  return {
    ...{ next, locked, username: viewer.username, displayName: viewer.displayName },
    passkey: passkeys.length > 0 && relyingParty(services.env) !== null,
    waiting: kept !== null,
    // What was typed is shown to nobody before the password is right.
    kept: locked ? null : kept,
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const answer = await passwordAgain(context, request);
  if (!answer.ok) return data({ error: answer.error, failure: answer.failure }, { status: answer.status });
  const giu = new URL(request.url).searchParams.get('giu');
  const query = `?tiep=${encodeURIComponent(answer.next)}&giu=${encodeURIComponent(giu ?? '')}`;
  throw redirect(giu ? `/mo-khoa${query}` : answer.next);
}

export default function Locked() {
  const { t } = useTranslation();
  const { next, locked, username, displayName, passkey, waiting, kept } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  if (!locked && kept) {
    return (
      <Card className="sm:p-8">
        <h1 className="mb-4">{t('Đã mở khóa')}</h1>
        <Notice tone="info" title={t('Nội dung đồng chí vừa nhập vẫn còn')}>
          {t('Lúc gửi, phiên đang tạm khóa nên nội dung chưa được lưu. Đồng chí hãy bấm “Gửi lại” để lưu.')}
        </Notice>
        <PlainForm method="post" action={kept.path} className="mt-5">
          {kept.fields.map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fields of one name may repeat, and their order is what was sent
            <input key={index} type="hidden" name={name} value={value} />
          ))}
          <Button className="w-full">{t('Gửi lại')}</Button>
        </PlainForm>
        <LinkButton to={next} variant="quiet" className="mt-3 w-full" reloadDocument>
          {t('Bỏ, quay lại trang')}
        </LinkButton>
      </Card>
    );
  }
  return (
    <Card className="sm:p-8">
      <h1 className="mb-1">{t('Phiên đang tạm khóa')}</h1>
      <p className="mb-5 text-ink-2">
        {t('Đã lâu không có thao tác trên thiết bị này nên hệ thống tạm khóa để giữ an toàn cho đồng chí {{name}}.', {
          name: displayName,
        })}{' '}
        {waiting ? t('Nội dung đồng chí vừa gửi được giữ lại, gửi tiếp được sau khi mở khóa.') : null}
      </p>
      <PasswordAgainForm
        {...{ username, next, passkey, result }}
        submit={t('Mở khóa')}
        onPasskey={() => window.location.reload()}
      />
      <PlainForm method="post" action="/dang-xuat" className="mt-3">
        <Button variant="quiet" className="w-full">
          {t('Đăng xuất')}
        </Button>
      </PlainForm>
    </Card>
  );
}
