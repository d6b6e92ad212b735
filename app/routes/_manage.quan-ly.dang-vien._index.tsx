import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { SearchForm } from '~/components/ui/search-form';
import { type Column, Table } from '~/components/ui/table';
import { Select } from '~/components/ui/text-input';
import { canAnywhere } from '~/modules/accounts/access';
import { noteRead } from '~/modules/audit/note-read.server';
import { getUnitTree } from '~/modules/org/get-unit-tree.server';
import { listMembers, MEMBERS_PER_PAGE } from '~/modules/org/list-members.server';
import { MEMBER_ACTIVITIES, MEMBER_ACTIVITY_LABELS, MEMBER_KIND_LABELS, MEMBER_KINDS } from '~/modules/org/schema';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đảng viên');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const query = new URL(request.url).searchParams;
  const search = (query.get('tim') ?? '').slice(0, 200);
  const unitCode = query.get('don-vi')?.slice(0, 40) || null;
  const status = MEMBER_ACTIVITIES.find((one) => one === query.get('tinh-trang')) ?? null;
  const kind = MEMBER_KINDS.find((one) => one === query.get('loai')) ?? null;
  const page = Math.min(10_000, Math.max(1, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const { db } = context.services;
  const { rows, total } = await listMembers({ viewer, search, unitCode, status, kind, page }, context.services);
  await noteRead(context.services, {
    ...{
      viewer,
      action: 'member.list',
      targetType: 'page',
      targetId: 'dang-vien',
      memberIds: rows.map((row) => row.id),
    },
    data: { count: rows.length, page, ...(search && { search }), ...(unitCode && { unitCode }) },
  });
  const units = await getUnitTree(viewer, db);
  return {
    rows,
    total: formatNumber(total, 0, context.language),
    page,
    pageCount: Math.ceil(total / MEMBERS_PER_PAGE),
    filters: { search, unitCode: unitCode ?? '', status: status ?? '', kind: kind ?? '' },
    units: units.map(({ code, name, depth }) => ({ code, name, depth })),
    mayImport: canAnywhere(viewer, 'member.import'),
  };
}

/** Left out on a phone, where a list of cards would never end; the member's own page has it. */
const WIDE = 'max-md:hidden print:table-cell';

export default function Members() {
  const { t } = useTranslation();
  const { rows, total, page, pageCount, filters, units, mayImport } = useLoaderData<typeof loader>();
  const filtered = Object.values(filters).some(Boolean);
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    {
      id: 'name',
      header: t('Họ và tên'),
      cell: (row) => (
        <Link
          to={`/quan-ly/dang-vien/${row.id}`}
          className="inline-flex min-h-11 items-center font-semibold md:whitespace-nowrap underline decoration-line-strong"
        >
          {row.fullName}
        </Link>
      ),
    },
    { id: 'birth', header: t('Năm sinh'), cell: (row) => row.birthYear ?? '–', numeric: true },
    { id: 'card', header: t('Số thẻ'), cell: (row) => row.cardNumber ?? '–', className: 'tabular' },
    {
      id: 'kind',
      header: t('Loại'),
      cell: (row) => t(MEMBER_KIND_LABELS[row.kind]),
      className: `${WIDE} whitespace-nowrap`,
    },
    {
      id: 'unit',
      header: t('Chi bộ'),
      cell: (row) => row.unitName,
      ...(units.length > 1 ? {} : { className: WIDE }),
    },
    { id: 'post', header: t('Chức vụ đảng'), cell: (row) => row.partyPosition ?? '–', className: WIDE },
    {
      id: 'status',
      header: t('Tình trạng'),
      cell: (row) => (
        <Badge tone={row.status === 'ACTIVE' ? 'done' : 'neutral'}>{t(MEMBER_ACTIVITY_LABELS[row.status])}</Badge>
      ),
    },
  ];
  const filter = (label: string, name: string, value: string, all: string, options: [string, string][]) => (
    <Field label={label} className="min-w-0 grow basis-40">
      <Select name={name} defaultValue={value}>
        <option value="">{all}</option>
        {options.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
  );
  return (
    <>
      <PageHeader
        eyebrow={t('{{total}} đồng chí trong danh sách', { total })}
        title={t('Đảng viên')}
        actions={
          mayImport ? (
            <LinkButton to="/quan-ly/nhap-du-lieu" icon="upload" variant="secondary">
              {t('Nhập từ Excel')}
            </LinkButton>
          ) : null
        }
      />
      <Card>
        <SearchForm
          label={t('Tìm theo họ tên hoặc số thẻ đầy đủ')}
          defaultValue={filters.search}
          placeholder={t('Không cần gõ dấu')}
        >
          {filter(
            t('Đơn vị'),
            'don-vi',
            filters.unitCode,
            t('Tất cả đơn vị'),
            units.map((unit) => [unit.code, `${'– '.repeat(unit.depth)}${unit.name}`]),
          )}
          {filter(
            t('Tình trạng'),
            'tinh-trang',
            filters.status,
            t('Mọi tình trạng'),
            MEMBER_ACTIVITIES.map((one) => [one, t(MEMBER_ACTIVITY_LABELS[one])]),
          )}
          {filter(
            t('Loại'),
            'loai',
            filters.kind,
            t('Mọi loại'),
            MEMBER_KINDS.map((one) => [one, t(MEMBER_KIND_LABELS[one])]),
          )}
        </SearchForm>
        {rows.length > 0 ? (
          <Table caption={t('Danh sách đảng viên')} columns={columns} rows={rows} rowKey={(row) => row.id} />
        ) : (
          <EmptyState icon="people" title={filtered ? t('Không có đồng chí nào khớp') : t('Chưa có đảng viên nào')}>
            {filtered
              ? t('Đồng chí hãy thử từ ngắn hơn hoặc bỏ bớt điều kiện lọc.')
              : t('Danh sách đảng viên được đưa vào bằng cách nhập tệp Excel.')}
          </EmptyState>
        )}
        <Pagination page={page} pageCount={pageCount} />
      </Card>
    </>
  );
}
