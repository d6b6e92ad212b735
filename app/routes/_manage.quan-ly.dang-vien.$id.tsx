import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation, useSearchParams } from '@remix-run/react';
import { StatusForm, TransferForm } from '~/components/org/member-changes';
import { MemberForm } from '~/components/org/member-form';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { buttonClass, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { DescriptionList } from '~/components/ui/description-list';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { can } from '~/modules/accounts/access';
import { noteRead } from '~/modules/audit/note-read.server';
import { changeMemberStatus, transferMember } from '~/modules/org/change-member.server';
import { getMemberDetail } from '~/modules/org/get-member-detail.server';
import { listImportCells } from '~/modules/org/import/get-import-run.server';
import { openIdentity } from '~/modules/org/member-identity';
import {
  MEMBER_ACTIVITY_LABELS,
  MEMBER_ERROR_FIELDS,
  MEMBER_KIND_LABELS,
  memberForm,
  statusForm,
  transferForm,
} from '~/modules/org/schema';
import { updateMember } from '~/modules/org/update-member.server';
import { notFound } from '~/platform/errors';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { dayInZone, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đảng viên');

const dmy = (day: Date | null) => day?.toISOString().slice(0, 10).split('-').reverse().join('/');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock, cipher } = context.services;
  const { member, manages, path } = await getMemberDetail({ viewer, memberId: Number(params.id) }, db);
  await noteRead(context.services, {
    ...{ viewer, action: 'member.view', targetType: 'member', targetId: member.id, unitId: member.unitId },
  });
  const identity = openIdentity(member.id, member, cipher);
  return {
    manages,
    audits: can(viewer, 'audit.view', path) ? member.id : null,
    // Of one's very own cell, as the page itself checks.
    issuesCode: viewer.grants.some(
      (grant) => grant.role === 'SECRETARY' && !grant.emergency && grant.unitId === member.unitId,
    )
      ? member.id
      : null,
    today: dayInZone(clock.now(), HANOI),
    cells: manages ? (await listImportCells(viewer, db)).filter((cell) => cell.code !== member.unit.code) : [],
    values: {
      fullName: member.fullName,
      birth: dmy(member.birthDate) ?? String(member.birthYear ?? ''),
      cardNumber: identity.cardNumber ?? '',
      kind: member.kind,
      joinedOn: member.joinedOn?.toISOString().slice(0, 10) ?? '',
      partyPosition: member.partyPosition ?? '',
      governmentPosition: member.governmentPosition ?? '',
      email: identity.email ?? '',
      phone: identity.phone ?? '',
      timeZone: member.timeZone ?? '',
      keyCadre: member.keyCadre ? 'on' : '',
    },
    member: {
      fullName: member.fullName,
      birth: dmy(member.birthDate) ?? member.birthYear,
      cardNumber: identity.cardNumber,
      kind: member.kind,
      status: member.status,
      joinedOn: dmy(member.joinedOn),
      partyPosition: member.partyPosition,
      governmentPosition: member.governmentPosition,
      email: identity.email,
      phone: identity.phone,
      unitName: member.unit.name,
      timeZone: member.timeZone ?? member.unit.timeZone,
    },
    statuses: member.statuses.map((one) => ({
      id: one.id,
      status: one.status,
      from: dmy(one.validFrom),
      to: dmy(one.validTo),
      reason: one.reason,
    })),
    homes: member.homes.map((one) => ({
      id: one.id,
      name: one.unit.name,
      from: dmy(one.validFrom),
      to: dmy(one.validTo),
    })),
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const common = { viewer, memberId: Number(params.id), requestId: context.requestId };
  const { db, clock } = context.services;
  // Before the form is looked at; the commands check again.
  const { manages } = await getMemberDetail(common, db);
  if (!manages) throw notFound();
  const form = await request.formData();
  const done = () => redirect(`/quan-ly/dang-vien/${params.id}?da-luu=1`);
  const work = form.get('viec');
  if (work === 'thong-tin')
    return formAction(
      form,
      memberForm,
      async (input) => {
        await updateMember({ ...common, input, today: dayInZone(clock.now(), HANOI) }, context.services);
        return done();
      },
      MEMBER_ERROR_FIELDS,
    );
  if (work === 'chuyen')
    return formAction(
      form,
      transferForm,
      async (input) => {
        await transferMember({ ...common, ...input }, db);
        return done();
      },
      MEMBER_ERROR_FIELDS,
    );
  return formAction(
    form,
    statusForm,
    async (input) => {
      await changeMemberStatus({ ...common, ...input }, db);
      return done();
    },
    MEMBER_ERROR_FIELDS,
  );
}

export default function MemberPage() {
  const { t } = useTranslation();
  const { member, values, manages, audits, issuesCode, today, cells, statuses, homes } = useLoaderData<typeof loader>();
  const lastResult = useActionData<SubmissionResult<string[]>>();
  const resultOf = (work: string) => (lastResult?.initialValue?.viec === work ? lastResult : undefined);
  const [query] = useSearchParams();
  const busy = useNavigation().state === 'submitting';
  return (
    <div className="flex flex-col gap-5">
      <div>
        <Breadcrumbs items={[{ label: t('Đảng viên'), to: '/quan-ly/dang-vien' }, { label: member.fullName }]} />
        <PageHeader
          eyebrow={member.unitName}
          title={member.fullName}
          actions={
            <>
              {audits ? (
                <LinkButton to={`/quan-ly/nhat-ky?dang-vien=${audits}`} icon="list" variant="secondary">
                  {t('Ai đã xem dữ liệu của đảng viên này')}
                </LinkButton>
              ) : null}
              {issuesCode ? (
                <LinkButton to={`/quan-ly/dang-vien/${issuesCode}/ma-dat-lai`} icon="lock" variant="secondary">
                  {t('Cấp mã đặt lại mật khẩu')}
                </LinkButton>
              ) : null}
            </>
          }
        />
      </div>
      {query.has('da-luu') && !lastResult ? <Notice tone="success">{t('Đã lưu.')}</Notice> : null}
      <Card title={t('Thông tin')}>
        <DescriptionList
          items={[
            { term: t('Ngày sinh'), value: member.birth },
            { term: t('Số thẻ đảng viên'), value: member.cardNumber },
            { term: t('Loại'), value: t(MEMBER_KIND_LABELS[member.kind]) },
            { term: t('Tình trạng'), value: t(MEMBER_ACTIVITY_LABELS[member.status]) },
            { term: t('Ngày vào Đảng'), value: member.joinedOn },
            { term: t('Chức vụ đảng'), value: member.partyPosition },
            { term: t('Chức vụ chính quyền'), value: member.governmentPosition },
            { term: t('Thư điện tử'), value: member.email },
            { term: t('Điện thoại'), value: member.phone },
            { term: t('Múi giờ'), value: member.timeZone },
          ]}
        />
        {manages ? (
          <details className="mt-4" open={resultOf('thong-tin') ? true : undefined}>
            <summary className={buttonClass('secondary', 'list-none')}>{t('Sửa thông tin…')}</summary>
            <MemberForm values={values} lastResult={resultOf('thong-tin')} busy={busy} />
          </details>
        ) : null}
      </Card>
      <div className="grid gap-5 lg:grid-cols-2">
        <Card title={t('Tình trạng sinh hoạt')}>
          <ul className="mb-4 flex flex-col gap-1">
            {statuses.map((one) => (
              <li key={one.id}>
                {t(MEMBER_ACTIVITY_LABELS[one.status])}{' '}
                <span className="text-ink-2">
                  · {t('từ {{from}}', { from: one.from })}
                  {one.to ? ` ${t('đến {{to}}', { to: one.to })}` : ''}
                  {one.reason ? ` · ${one.reason}` : ''}
                </span>
              </li>
            ))}
          </ul>
          {manages ? (
            <StatusForm status={member.status} today={today} lastResult={resultOf('tinh-trang')} busy={busy} />
          ) : null}
        </Card>
        <Card title={t('Nơi sinh hoạt')}>
          <ul className="mb-4 flex flex-col gap-1">
            {homes.map((one) => (
              <li key={one.id}>
                {one.name}{' '}
                <span className="text-ink-2">
                  · {t('từ {{from}}', { from: one.from })}
                  {one.to ? ` ${t('đến {{to}}', { to: one.to })}` : ''}
                </span>
              </li>
            ))}
          </ul>
          {manages && cells.length > 0 ? (
            <TransferForm cells={cells} today={today} lastResult={resultOf('chuyen')} busy={busy} />
          ) : null}
        </Card>
      </div>
    </div>
  );
}
