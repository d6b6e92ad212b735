import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { UnitFields } from '~/components/org/unit-fields';
import { UnitTree } from '~/components/org/unit-tree';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Confirm } from '~/components/ui/confirm';
import { DescriptionList } from '~/components/ui/description-list';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { TextInput } from '~/components/ui/text-input';
import { can, requireCan } from '~/modules/accounts/access';
import { closeUnit } from '~/modules/org/close-unit.server';
import { getUnitDetail, listPossibleParents } from '~/modules/org/get-unit-detail.server';
import { getUnitTree } from '~/modules/org/get-unit-tree.server';
import { updateUnit } from '~/modules/org/save-unit.server';
import {
  CLOSE_ERROR_FIELDS,
  closeUnitForm,
  UNIT_ERROR_FIELDS,
  UNIT_KIND_LABELS,
  updateUnitForm,
} from '~/modules/org/schema';
import { formAction } from '~/platform/form-action';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { clockLabel, dayInZone, HANOI } from '~/platform/time';

export const meta: MetaFunction<typeof loader> = ({ matches, data }) => pageTitle(matches, data?.unit.name ?? 'Đơn vị');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const unit = await getUnitDetail({ viewer, code: params.code ?? '' }, db);
  const tree = await getUnitTree(viewer, db);
  const at = tree.findIndex((one) => one.code === unit.code);
  const own = tree[at];
  const rest = tree.slice(at + 1);
  const end = rest.findIndex((one) => one.depth <= (own?.depth ?? 0));
  const below = end < 0 ? rest : rest.slice(0, end);
  const mayMove = unit.manages && unit.parentPath !== null && can(viewer, 'unit.manage', unit.parentPath);
  const { code, name, kind, timeZone, country, parentCode, parentName, parentPath, manages } = unit;
  return {
    unit: { code, name, kind, timeZone, country, manages },
    parent: parentPath && can(viewer, 'unit.view', parentPath) ? { code: parentCode, name: parentName } : null,
    closedOn: unit.closedOn?.split('-').reverse().join('/') ?? null,
    clock: clockLabel(timeZone, context.language),
    members: formatNumber(own?.members ?? 0, 0, context.language),
    seesMembers: can(viewer, 'member.view', unit.path),
    below: below.map(({ searchKey: _, ...one }) => ({ ...one, depth: one.depth - (own?.depth ?? 0) - 1 })),
    parents: mayMove ? await listPossibleParents({ viewer, except: unit.path }, db) : [],
    today: dayInZone(clock.now(), HANOI),
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const unit = await getUnitDetail({ viewer, code: params.code ?? '' }, db);
  requireCan(viewer, 'unit.manage', unit.path);
  const common = { viewer, code: unit.code, requestId: context.requestId };
  const done = () => redirect(`/quan-ly/don-vi/${encodeURIComponent(unit.code)}?da-luu=1`);
  const form = await request.formData();
  if (form.get('viec') === 'ket-thuc')
    return formAction(
      form,
      closeUnitForm,
      async ({ closedOn }) => {
        await closeUnit({ ...common, closedOn, today: dayInZone(clock.now(), HANOI) }, db);
        return done();
      },
      CLOSE_ERROR_FIELDS,
    );
  return formAction(
    form,
    updateUnitForm,
    async (input) => {
      await updateUnit({ ...common, input }, db);
      return done();
    },
    UNIT_ERROR_FIELDS,
  );
}

export default function UnitPage() {
  const { t } = useTranslation();
  const data = useLoaderData<typeof loader>();
  const { unit, parent, closedOn, below } = data;
  const lastResult = useActionData<SubmissionResult<string[]>>();
  const [query] = useSearchParams();
  const closing = lastResult?.initialValue?.viec === 'ket-thuc';
  const path = `/quan-ly/don-vi/${encodeURIComponent(unit.code)}`;
  return (
    <>
      <Breadcrumbs items={[{ label: t('Đơn vị'), to: '/quan-ly/don-vi' }, { label: unit.name }]} />
      <PageHeader
        eyebrow={`${unit.code} · ${t(UNIT_KIND_LABELS[unit.kind])}`}
        title={unit.name}
        actions={
          <>
            {data.seesMembers ? (
              <LinkButton
                to={`/quan-ly/dang-vien?don-vi=${encodeURIComponent(unit.code)}`}
                icon="people"
                variant="secondary"
              >
                {t('Danh sách đảng viên')}
              </LinkButton>
            ) : null}
            {unit.manages && unit.kind !== 'CELL' && !closedOn ? (
              <LinkButton to={`/quan-ly/don-vi/moi?cha=${encodeURIComponent(unit.code)}`} icon="plus">
                {t('Thêm đơn vị trực thuộc')}
              </LinkButton>
            ) : null}
          </>
        }
      />
      <div className="flex flex-col gap-5">
        {query.has('da-luu') && !lastResult ? <Notice tone="success">{t('Đã lưu.')}</Notice> : null}
        {closedOn ? <Notice title={t('Đã kết thúc hoạt động từ ngày {{day}}', { day: closedOn })} /> : null}
        <Card title={t('Thông tin')}>
          <DescriptionList
            items={[
              { term: t('Cấp trên trực tiếp'), value: parent?.name ?? null },
              { term: t('Số đảng viên'), value: <span className="tabular">{data.members}</span> },
              { term: t('Múi giờ'), value: data.clock },
              { term: t('Nước'), value: unit.country },
            ]}
          />
        </Card>
        {below.length > 0 ? (
          <Card title={t('Đơn vị trực thuộc')}>
            <UnitTree units={below} />
          </Card>
        ) : null}
        {unit.manages ? <EditUnit key={path} lastResult={closing ? undefined : lastResult} /> : null}
        {unit.manages && !closedOn ? <CloseUnit lastResult={closing ? lastResult : undefined} /> : null}
      </div>
    </>
  );
}

function EditUnit({ lastResult }: { lastResult: SubmissionResult<string[]> | undefined }) {
  const { t } = useTranslation();
  const { unit, parent, parents } = useLoaderData<typeof loader>();
  type Text = Record<'parentCode' | 'name' | 'kind' | 'timeZone' | 'country', string>;
  const { name, kind, timeZone, country } = unit;
  const [form, fields] = useForm<Text>({
    id: 'don-vi',
    lastResult,
    defaultValue: { name, kind, timeZone, country, parentCode: parent?.code ?? '' },
  });
  return (
    <Card title={t('Sửa thông tin đơn vị')} className="max-w-3xl">
      <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-5">
        <FormErrors errors={form.errors} id={form.errorId} />
        <UnitFields fields={fields} parents={parents} />
        <div>
          <Button>{t('Lưu thay đổi')}</Button>
        </div>
      </Form>
    </Card>
  );
}

function CloseUnit({ lastResult }: { lastResult: SubmissionResult<string[]> | undefined }) {
  const { t } = useTranslation();
  const { today } = useLoaderData<typeof loader>();
  const [form, fields] = useForm<{ closedOn: string }>({
    id: 'ket-thuc',
    lastResult,
    defaultValue: { closedOn: today },
  });
  return (
    <Card title={t('Kết thúc hoạt động của đơn vị')} className="max-w-3xl">
      <div className="flex flex-col gap-4">
        <FormErrors errors={form.errors} id={form.errorId} />
        <Confirm trigger={t('Kết thúc hoạt động…')} variant="danger">
          <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-4">
            <p>
              {t(
                'Đơn vị đã kết thúc không nhận thêm đảng viên và không có trong các đợt học tập mới. Kết quả cũ được giữ nguyên.',
              )}
            </p>
            <Field label={t('Kết thúc từ ngày')} error={fields.closedOn.errors} id={fields.closedOn.id} required>
              <TextInput
                key={fields.closedOn.key}
                type="date"
                name="closedOn"
                max={today}
                defaultValue={fields.closedOn.initialValue}
              />
            </Field>
            <div>
              <Button name="viec" value="ket-thuc" variant="danger">
                {t('Kết thúc hoạt động')}
              </Button>
            </div>
          </Form>
        </Confirm>
      </div>
    </Card>
  );
}
