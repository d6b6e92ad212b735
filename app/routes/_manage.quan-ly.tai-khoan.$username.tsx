import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { AccountOrders } from '~/components/accounts/account-orders';
import { AccountState } from '~/components/accounts/account-state';
import { ConfirmPassword } from '~/components/accounts/confirm-password';
import { GrantFields } from '~/components/accounts/grant-fields';
import { GrantList } from '~/components/accounts/grant-list';
import { GrantWaits, WaitingGrants } from '~/components/accounts/grant-waits';
import { OidcLinkForm, OidcLinkList } from '~/components/accounts/oidc-links';
import { OneTimePassword } from '~/components/accounts/one-time-password';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { DescriptionList } from '~/components/ui/description-list';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { can, canAnywhere } from '~/modules/accounts/access';
import { changeAccount } from '~/modules/accounts/change-account.server';
import { findAccount, viewAccount } from '~/modules/accounts/find-account.server';
import { dueStop, idleSince } from '~/modules/accounts/idle-account';
import { listGrantableUnits } from '~/modules/accounts/list-grantable-units.server';
import { findOidcLinks } from '~/modules/accounts/oidc/find-link.server';
import { oidcSettings } from '~/modules/accounts/oidc/settings';
import { listProposals } from '~/modules/accounts/proposals/list-proposals.server';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { accountOrderSchema, fieldErrors } from '~/modules/accounts/schema';
import { isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Tài khoản');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock, env } = context.services;
  const account = await viewAccount({ viewer, username: params.username ?? '' }, context.services);
  const moment = (at: Date | null) => at && formatWithClock(at, viewer.timeZone, context.language);
  const locked = account.lockedUntil !== null && account.lockedUntil > clock.now();
  const state = account.disabledAt ? 'disabled' : locked ? 'locked' : account.lastSignInAt ? 'active' : 'unused';
  const links = account.manageable ? await findOidcLinks(account.id, db) : [];
  const issuer = oidcSettings(env)?.issuer ?? null;
  const waiting = await listProposals({ viewer, waiting: true, accountId: account.id, page: 1, now: clock.now() }, db);
  const stop = account.disabledAt ? null : dueStop(idleSince(account), clock.now(), env.IDLE_ACCOUNT_DAYS);
  return {
    username: account.username,
    displayName: account.displayName,
    homeName: account.homeName,
    mustChangePassword: account.mustChangePassword,
    state: state as 'disabled' | 'locked' | 'active' | 'unused',
    lockedUntil: locked ? moment(account.lockedUntil) : null,
    lastSignInAt: moment(account.lastSignInAt),
    hasFactor: account.hasFactor,
    disabledForIdle: account.disabledAt !== null && account.disabledForIdle,
    stopsAt: moment(stop),
    idleDays: env.IDLE_ACCOUNT_DAYS,
    createdAt: moment(account.createdAt),
    grants: account.grants.map((grant) => ({
      ...grant,
      grantedAt: moment(new Date(grant.grantedAt)),
      revocable: can(viewer, 'account.manage', grant.path),
    })),
    oidcLinks: links.map(({ id, issuer, subject, linkedByName, createdAt, lastUsedAt }) => ({
      ...{ id, subject, provider: new URL(issuer).host, linkedBy: linkedByName },
      createdAt: formatWithClock(createdAt, viewer.timeZone, context.language),
      lastUsedAt: moment(lastUsedAt) ?? null,
    })),
    // One identity of the provider for each account, and not by oneself.
    linkable:
      issuer && account.manageable && account.id !== viewer.accountId && !links.some((link) => link.issuer === issuer)
        ? new URL(issuer).host
        : null,
    manageable: account.manageable,
    granting: canAnywhere(viewer, 'account.manage'),
    own: account.id === viewer.accountId,
    units: await listGrantableUnits(viewer, db),
    waiting: waiting.rows.map(({ id, role, unitName, proposedByName, expiresAt }) => ({
      ...{ id, role, unitName, proposedByName, expiresAt: moment(expiresAt) },
    })),
    waits: new URL(request.url).searchParams.has('cho-duyet'),
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const username = params.username ?? '';
  const form = Object.fromEntries(await request.formData());
  const parsed = accountOrderSchema.safeParse(form);
  const none = { password: null, failure: null, errors: {} as Record<string, string[]> };
  if (!parsed.success) {
    // Who may not even see the account learns nothing from what is wrong with the form.
    await findAccount({ viewer, username }, context.services.db);
    if (!canAnywhere(viewer, 'account.manage')) throw notFound();
    return data({ ...none, errors: fieldErrors(parsed.error) }, { status: 400 });
  }
  try {
    // Whether it is theirs to change comes first: the password is asked only of those who may.
    if (canAnywhere(viewer, 'account.manage')) {
      await findAccount({ viewer, username }, context.services.db);
      await requireFresh(context, `account.${parsed.data.order}`, form);
    }
    const order = { viewer, username, order: parsed.data, requestId: context.requestId };
    const { password, waits } = await changeAccount(order, context.services);
    if (password) return data({ ...none, password }, { headers: { 'cache-control': 'no-store' } });
    return redirect(`/quan-ly/tai-khoan/${username}${waits ? '?cho-duyet' : ''}`);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return data({ ...none, failure: { message: error.message, params: error.params } }, { status: error.status });
  }
}

export default function AccountPage() {
  const { t } = useTranslation();
  const account = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const busy = useNavigation().state !== 'idle';
  const failure = result?.failure;
  // Role names inside a message are keys themselves.
  const params = failure
    ? Object.fromEntries(Object.entries(failure.params).map(([k, v]) => [k, typeof v === 'string' ? t(v) : v]))
    : {};
  return (
    <>
      <Breadcrumbs items={[{ label: t('Tài khoản'), to: '/quan-ly/tai-khoan' }, { label: account.displayName }]} />
      <PageHeader
        eyebrow={account.homeName}
        title={account.displayName}
        actions={<AccountState state={account.state} />}
      />
      <div className="flex flex-col gap-5">
        {result?.password ? <OneTimePassword username={account.username} password={result.password} /> : null}
        {failure ? (
          <Notice tone="error" title={t('Chưa thực hiện được')}>
            {t(failure.message, params)}
          </Notice>
        ) : null}
        {account.waits && !result ? <GrantWaits /> : null}
        {account.disabledForIdle ? (
          <Notice tone="warning" title={t('Tài khoản đã ngừng vì lâu ngày không sử dụng')}>
            {t('Quá {{days}} ngày không có ai đăng nhập. Nếu người dùng còn cần, đồng chí bấm “Cho dùng lại”.', {
              days: account.idleDays,
            })}
          </Notice>
        ) : account.stopsAt ? (
          <Notice tone="warning" title={t('Tài khoản sắp tự ngừng')}>
            {t('Nếu không đăng nhập, tài khoản sẽ tự ngừng vào {{at}} vì quá {{days}} ngày không sử dụng.', {
              at: account.stopsAt,
              days: account.idleDays,
            })}
          </Notice>
        ) : null}
        <Card title={t('Thông tin')}>
          <DescriptionList
            items={[
              { term: t('Tên đăng nhập'), value: account.username },
              { term: t('Tạo lúc'), value: account.createdAt },
              { term: t('Đăng nhập gần nhất'), value: account.lastSignInAt },
              {
                term: t('Phải đổi mật khẩu'),
                value: account.mustChangePassword ? t('Có, ở lần đăng nhập tới') : t('Không'),
              },
              { term: t('Xác thực lần hai'), value: account.hasFactor ? t('Đã thiết lập') : t('Chưa thiết lập') },
              ...(account.lockedUntil ? [{ term: t('Tạm khóa đến'), value: account.lockedUntil }] : []),
            ]}
          />
        </Card>
        <Card title={t('Vai trò')}>
          <GrantList grants={account.grants} busy={busy} />
          <WaitingGrants waiting={account.waiting} />
          {account.granting ? (
            <Form method="post" className="grid gap-4 border-t border-line pt-4 md:grid-cols-2 md:items-end" noValidate>
              <GrantFields units={account.units} errors={result?.errors} />
              <ConfirmPassword />
              <div>
                <Button name="order" value="grant" variant="secondary" disabled={busy}>
                  {t('Giao vai trò')}
                </Button>
              </div>
            </Form>
          ) : null}
        </Card>
        {account.oidcLinks.length > 0 || account.linkable ? (
          <Card title={t('Đăng nhập một lần')}>
            <OidcLinkList links={account.oidcLinks} removing={{ busy }} />
            {account.linkable ? (
              <OidcLinkForm provider={account.linkable} errors={result?.errors.subject} busy={busy} />
            ) : null}
          </Card>
        ) : null}
        {account.manageable ? <AccountOrders account={account} busy={busy} /> : null}
      </div>
    </>
  );
}
