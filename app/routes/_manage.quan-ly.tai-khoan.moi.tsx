import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { ConfirmPassword } from '~/components/accounts/confirm-password';
import { GrantFields } from '~/components/accounts/grant-fields';
import { GrantWaits } from '~/components/accounts/grant-waits';
import { OneTimePassword } from '~/components/accounts/one-time-password';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, buttonClass, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { SearchForm } from '~/components/ui/search-form';
import { TextInput } from '~/components/ui/text-input';
import { requireAnywhere } from '~/modules/accounts/access';
import { createAccount } from '~/modules/accounts/create-account.server';
import { findMembersWithoutAccount } from '~/modules/accounts/find-members-without-account.server';
import { listGrantableUnits } from '~/modules/accounts/list-grantable-units.server';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { fieldErrors, newAccountSchema } from '~/modules/accounts/schema';
import { suggestUsername } from '~/modules/accounts/suggest-username';
import { isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Tạo tài khoản');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'account.manage');
  const { db } = context.services;
  const query = new URL(request.url).searchParams;
  const search = (query.get('tim') ?? '').slice(0, 200);
  const given = query.get('dang-vien');
  const memberId = given && /^\d{1,9}$/.test(given) ? Number(given) : null;
  if (given && !memberId) throw notFound();
  const found = await findMembersWithoutAccount({ viewer, search, memberId: memberId ?? undefined }, context.services);
  const member = memberId ? (found[0] ?? null) : null;
  return {
    search,
    found: memberId ? [] : found,
    member,
    // The account was just created, or someone else was faster.
    memberHasAccount: memberId !== null && member === null,
    suggestion: member ? suggestUsername(member.fullName) : '',
    units: await listGrantableUnits(viewer, db),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'account.manage');
  const form = Object.fromEntries(await request.formData());
  const values = Object.fromEntries(
    Object.entries(form).map(([key, value]) => [key, typeof value === 'string' ? value : '']),
  );
  const parsed = newAccountSchema.safeParse(values);
  if (!parsed.success)
    return data({ values, errors: fieldErrors(parsed.error), failure: null, made: null }, { status: 400 });
  const { username, displayName, memberId, role, unitCode } = parsed.data;
  const grants = role && unitCode ? [{ role, unitCode }] : [];
  try {
    await requireFresh(context, 'account.create', form);
    const { password, waits } = await createAccount(
      {
        ...{ actor: viewer, username, displayName, memberId, grants, requestId: context.requestId },
        now: context.services.clock.now(),
      },
      context.services.db,
    );
    return data(
      { values: {}, errors: {}, failure: null, made: { username, password, waits } },
      { headers: { 'cache-control': 'no-store' } },
    );
  } catch (error) {
    if (!isAppError(error) || error.code === 'NOT_FOUND') throw error;
    const failure = { message: error.message, params: error.params };
    return data({ values, errors: {} as Record<string, string[]>, failure, made: null }, { status: error.status });
  }
}

export default function NewAccount() {
  const { t } = useTranslation();
  const { search, found, member, memberHasAccount, suggestion, units } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const values: Record<string, string | undefined> = result?.values ?? {};
  const errors: Record<string, string[]> = result?.errors ?? {};
  const made = result?.made;
  return (
    <>
      <Breadcrumbs items={[{ label: t('Tài khoản'), to: '/quan-ly/tai-khoan' }, { label: t('Tạo tài khoản') }]} />
      <PageHeader title={t('Tạo tài khoản')} />
      <div className="flex max-w-[48rem] flex-col gap-5">
        {made ? (
          <>
            <OneTimePassword username={made.username} password={made.password} />
            {made.waits ? <GrantWaits /> : null}
            <div className="flex flex-wrap gap-3">
              <LinkButton to="/quan-ly/tai-khoan/moi">{t('Tạo tài khoản khác')}</LinkButton>
              <LinkButton to={`/quan-ly/tai-khoan/${made.username}`} variant="secondary">
                {t('Xem tài khoản này')}
              </LinkButton>
            </div>
          </>
        ) : (
          <>
            {result?.failure ? (
              <Notice tone="error" title={t('Chưa tạo được tài khoản')}>
                {t(result.failure.message, result.failure.params)}
              </Notice>
            ) : null}
            {memberHasAccount && !result ? (
              <Notice tone="warning" title={t('Đảng viên này đã có tài khoản, hoặc không thuộc phạm vi của đồng chí')}>
                {t('Đồng chí hãy tìm đảng viên khác, hoặc cấp lại mật khẩu trong danh sách tài khoản.')}
              </Notice>
            ) : null}
            {member ? null : (
              <Card title={t('Cho một đảng viên')}>
                <SearchForm
                  label={t('Tìm đảng viên chưa có tài khoản')}
                  defaultValue={search}
                  placeholder={t('Họ tên hoặc số thẻ đầy đủ')}
                />
                {search && found.length === 0 ? (
                  <p className="text-ink-2">{t('Không tìm thấy đảng viên nào chưa có tài khoản với từ này.')}</p>
                ) : null}
                <ul className="divide-y divide-line">
                  {found.map((one) => (
                    <li key={one.id} className="flex flex-wrap items-center justify-between gap-3 py-2">
                      <span>
                        <span className="font-semibold">{one.fullName}</span>
                        <span className="block text-sm text-ink-2">
                          {one.unitName}
                          {one.birthYear ? ` · ${t('sinh {{year}}', { year: one.birthYear })}` : ''}
                        </span>
                      </span>
                      <Link to={`?dang-vien=${one.id}`} className={buttonClass('secondary')}>
                        {t('Chọn')}
                      </Link>
                    </li>
                  ))}
                </ul>
              </Card>
            )}
            <Card
              title={member ? member.fullName : t('Cho cán bộ không có trong danh sách đảng viên')}
              aside={member?.unitName}
            >
              <Form method="post" className="flex flex-col gap-5" noValidate>
                {member ? (
                  <input type="hidden" name="memberId" value={member.id} />
                ) : (
                  <Field label={t('Tên hiển thị')} error={errors.displayName} required>
                    <TextInput name="displayName" defaultValue={values.displayName} autoComplete="off" />
                  </Field>
                )}
                <Field
                  label={t('Tên đăng nhập')}
                  hint={t('Chữ không dấu, số, dấu chấm. Người dùng sẽ gõ tên này khi đăng nhập.')}
                  error={errors.username}
                  required
                >
                  <TextInput
                    name="username"
                    defaultValue={values.username ?? suggestion}
                    autoCapitalize="none"
                    autoComplete="off"
                    spellCheck={false}
                  />
                </Field>
                <GrantFields units={units} errors={errors} values={values} optional={member !== null} />
                <ConfirmPassword />
                <div>
                  <Button busy={busy}>{t('Tạo tài khoản')}</Button>
                </div>
              </Form>
            </Card>
          </>
        )}
      </div>
    </>
  );
}
