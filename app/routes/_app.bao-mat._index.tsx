import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { AwayNotice } from '~/components/accounts/away-notice';
import { FactorList } from '~/components/accounts/factor-list';
import { OidcLinkList } from '~/components/accounts/oidc-links';
import { SessionList } from '~/components/accounts/session-list';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { findFactors } from '~/modules/accounts/find-factors.server';
import { idleWarning } from '~/modules/accounts/idle-account';
import { listAuthSessions } from '~/modules/accounts/list-auth-sessions.server';
import { findOidcLinks } from '~/modules/accounts/oidc/find-link.server';
import { oidcSettings } from '~/modules/accounts/oidc/settings';
import { removeFactor } from '~/modules/accounts/remove-factor.server';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { revokeAuthSessions } from '~/modules/accounts/revoke-auth-sessions.server';
import { SIGN_IN_METHOD_NAMES } from '~/modules/accounts/schema';
import { needsSecondFactor } from '~/modules/accounts/second-factor-policy';
import { securityOrder } from '~/modules/accounts/security-order';
import { isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Bảo mật tài khoản');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock, env } = context.services;
  const now = clock.now();
  // The person's clock, and Hanoi's beside it where they differ.
  const moment = (at: Date) => {
    const local = formatWithClock(at, viewer.timeZone, context.language);
    const hanoi = formatWithClock(at, HANOI, context.language);
    return local === hanoi ? [local] : [local, hanoi];
  };
  const factors = await findFactors(viewer.accountId, db);
  const sessions = await listAuthSessions({ viewer, now }, db);
  const links = await findOidcLinks(viewer.accountId, db);
  const previous = sessions[0]?.previousSignInAt ?? null;
  return {
    username: viewer.username,
    needed: needsSecondFactor(viewer.grants, env.SECOND_FACTOR),
    factors: {
      totpSince: factors.totpSince && moment(factors.totpSince)[0],
      codesLeft: factors.codesLeft,
      passkeys: factors.passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
        ...{ id, name, createdAt: moment(createdAt)[0] },
        lastUsedAt: lastUsedAt && moment(lastUsedAt)[0],
      })),
    },
    oidcOn: oidcSettings(env) !== null,
    oidcLinks: links.map(({ id, issuer, linkedByName, createdAt, lastUsedAt }) => ({
      ...{ id, provider: new URL(issuer).host, subject: null, linkedBy: linkedByName },
      createdAt: moment(createdAt).join(' · '),
      lastUsedAt: lastUsedAt && moment(lastUsedAt).join(' · '),
    })),
    previous: previous && moment(previous),
    idle: idleWarning({ previousSignInAt: previous, now, days: env.IDLE_ACCOUNT_DAYS }),
    sessions: sessions.map(({ previousSignInAt: _, ...row }) => ({
      ...row,
      method: SIGN_IN_METHOD_NAMES[row.method],
      createdAt: moment(row.createdAt),
      lastSeenAt: moment(row.lastSeenAt),
    })),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId } = context;
  const { db, clock, env } = services;
  const form = Object.fromEntries(await request.formData());
  const order = securityOrder(form);
  if (!order) throw notFound();
  const now = clock.now();
  try {
    if (order.order === 'session') {
      await requireFresh(context, 'session.revoke', form);
      await revokeAuthSessions({ viewer, authSessionId: order.id, now, requestId }, db);
      return redirect('/bao-mat?dang-xuat');
    }
    await requireFresh(context, 'factor.remove', form);
    await removeFactor({ viewer, factor: order.factor, mode: env.SECOND_FACTOR, now, requestId }, db);
    return redirect('/bao-mat?bo');
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return data({ failure: { message: error.message, params: error.params } }, { status: error.status });
  }
}

const DONE: Record<string, string> = {
  them: 'Đã thêm cách xác thực.',
  bo: 'Đã bỏ cách xác thực.',
  'dang-xuat': 'Đã đăng xuất thiết bị.',
};

export default function Security() {
  const { t } = useTranslation();
  const { username, needed, factors, oidcOn, oidcLinks, sessions, previous, idle } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const [query] = useSearchParams();
  const done = Object.keys(DONE).find((name) => query.has(name));
  return (
    <>
      <PageHeader eyebrow={username} title={t('Bảo mật tài khoản')} />
      <div className="flex flex-col gap-5">
        {result?.failure ? (
          <Notice tone="error" title={t('Chưa thực hiện được')}>
            {t(result.failure.message, result.failure.params)}
          </Notice>
        ) : done ? (
          <Notice tone="success">{t(DONE[done] ?? '')}</Notice>
        ) : null}
        <AwayNotice away={idle} />
        <Card title={t('Xác thực lần hai')}>
          <FactorList factors={factors} needed={needed} />
        </Card>
        {oidcOn || oidcLinks.length > 0 ? (
          <Card title={t('Đăng nhập một lần')}>
            {oidcLinks.length > 0 ? (
              <OidcLinkList links={oidcLinks} />
            ) : (
              <p>{t('Tài khoản chưa gắn với hệ thống đăng nhập một lần.')}</p>
            )}
            <p className="mt-3 text-sm text-ink-2">
              {t(
                'Chỉ quản trị đơn vị gắn hoặc gỡ được. Nếu đồng chí không biết việc gắn này, hãy báo ngay cho quản trị.',
              )}
            </p>
          </Card>
        ) : null}
        <Card title={t('Thiết bị đang đăng nhập')}>
          {previous ? (
            <p className="mb-3 text-ink-2">{t('Lần đăng nhập trước: {{at}}.', { at: previous.join(' · ') })}</p>
          ) : null}
          <SessionList sessions={sessions} />
        </Card>
        <Card title={t('Mật khẩu')}>
          <p className="mb-3 text-ink-2">
            {t('Sau khi đổi mật khẩu, các thiết bị khác của đồng chí sẽ được đăng xuất.')}
          </p>
          <LinkButton to="/doi-mat-khau?tiep=/bao-mat" variant="secondary" reloadDocument>
            {t('Đổi mật khẩu')}
          </LinkButton>
        </Card>
      </div>
    </>
  );
}
