import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { PasswordAgainForm } from '~/components/accounts/password-again-form';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { isFresh } from '~/modules/accounts/auth-standing';
import { findFactors } from '~/modules/accounts/find-factors.server';
import { relyingParty } from '~/modules/accounts/passkey-ceremony.server';
import { passwordAgain } from '~/modules/accounts/password-again.server';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer, returnPath } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Xác nhận mật khẩu');

/** A file comes as a download and leaves the page standing: it gets a button of its own. */
const isFile = (path: string) => /\.(xlsx|docx|pdf|csv|json)(\?|$)|\/tep([/?]|$)/.test(path);

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, env, clock } = context.services;
  const next = returnPath(new URL(request.url).searchParams.get('tiep'));
  const fresh = context.signedIn !== null && isFresh(context.signedIn.authenticatedAt, clock.now());
  if (fresh && !isFile(next)) throw redirect(next);
  const { passkeys } = await findFactors(viewer.accountId, db);
  return { next, fresh, username: viewer.username, passkey: passkeys.length > 0 && relyingParty(env) !== null };
}

export async function action({ context, request }: ActionFunctionArgs) {
  requireViewer(context, request);
  const answer = await passwordAgain(context, request);
  if (!answer.ok) return data({ error: answer.error, failure: answer.failure }, { status: answer.status });
  throw redirect(isFile(answer.next) ? `/xac-nhan?tiep=${encodeURIComponent(answer.next)}` : answer.next);
}

export default function ConfirmPage() {
  const { t } = useTranslation();
  const { next, fresh, username, passkey } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  if (fresh) {
    return (
      <Card className="sm:p-8">
        <h1 className="mb-4">{t('Đã xác nhận')}</h1>
        <Notice tone="info">
          {t(
            'Tệp có thông tin cá nhân của đảng viên. Đồng chí chỉ dùng cho công việc, không chuyển cho người không có trách nhiệm.',
          )}
        </Notice>
        <LinkButton to={next} icon="download" className="mt-5 w-full" reloadDocument>
          {t('Tải tệp')}
        </LinkButton>
        <LinkButton to="/quan-ly" variant="quiet" className="mt-3 w-full" reloadDocument>
          {t('Về trang quản lý')}
        </LinkButton>
      </Card>
    );
  }
  return (
    <Card className="sm:p-8">
      <h1 className="mb-1">{t('Xác nhận mật khẩu')}</h1>
      <p className="mb-5 text-ink-2">
        {t('Thao tác này quan trọng. Đồng chí hãy nhập lại mật khẩu; trong 5 phút tiếp theo sẽ không hỏi lại.')}
      </p>
      <PasswordAgainForm
        {...{ username, next, passkey, result }}
        submit={t('Xác nhận')}
        onPasskey={() => window.location.reload()}
      />
    </Card>
  );
}
