import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useLoaderData, useLocation, useNavigation } from '@remix-run/react';
import { ChainCard, CheckButton } from '~/components/audit/chain-card';
import { EntryList } from '~/components/audit/entry-list';
import { AuditFilterForm } from '~/components/audit/filter-form';
import { buttonClass, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Icon } from '~/components/ui/icon';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { requireAnywhere } from '~/modules/accounts/access';
import { getChainState, requestAuditCheck } from '~/modules/audit/check-chain.server';
import { filterText, readAuditFilters, readCursor } from '~/modules/audit/filters';
import { AUDIT_PER_PAGE, listAudit } from '~/modules/audit/list-audit.server';
import { nameTargets } from '~/modules/audit/name-targets.server';
import { noteRead } from '~/modules/audit/note-read.server';
import { getUnitTree } from '~/modules/org/get-unit-tree.server';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Nhật ký');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'audit.view');
  const { services, language } = context;
  const { db } = services;
  const query = new URL(request.url).searchParams;
  const filters = readAuditFilters(query);
  const before = readCursor(query);
  const rows = await listAudit({ viewer, filters, before, limit: AUDIT_PER_PAGE + 1 }, db);
  const shown = rows.slice(0, AUDIT_PER_PAGE);
  await noteRead(services, {
    ...{ viewer, action: 'audit.list', targetType: 'audit', targetId: 'nhat-ky' },
    data: { count: shown.length, ...filterText(filters) },
    ...(filters.memberId !== null && { memberIds: [filters.memberId] }),
  });
  const member = filters.memberId === null ? null : { targetType: 'member', targetId: String(filters.memberId) };
  const names = member ? await nameTargets([member], db) : null;
  const chain = await getChainState(viewer, db);
  const when = (date: Date | null) => date && formatWithClock(date, HANOI, language);
  const both = (date: Date) => [
    ...new Set([viewer.timeZone, HANOI].map((zone) => formatWithClock(date, zone, language))),
  ];
  const { latest } = chain;
  return {
    filters: { ...filters, choice: filters.group || filters.action },
    memberName: names ? (names.values().next().value ?? '') : null,
    units: (await getUnitTree(viewer, db)).map(({ code, name, depth }) => ({ code, name, depth })),
    rows: shown.map(({ at, ...row }) => ({ ...row, times: both(at) })),
    next: rows.length > AUDIT_PER_PAGE ? (shown.at(-1)?.id ?? null) : null,
    paged: before !== null,
    chain: {
      sealedUntil: when(chain.sealedUntil),
      waiting: formatNumber(chain.waiting, 0, language),
      latest: latest && {
        ...latest,
        createdAt: when(latest.createdAt) ?? '',
        finishedAt: when(latest.finishedAt),
        sealedUntil: when(latest.sealedUntil),
        entries: latest.entries === null ? null : formatNumber(latest.entries, 0, language),
        problems:
          latest.problems?.map(({ kind, entryId, at }) => ({
            ...{ kind, entryId },
            at: at === undefined ? undefined : formatWithClock(new Date(at), HANOI, language),
          })) ?? null,
      },
    },
  };
}

/** Asks for a verification of the whole log. */
export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  await requestAuditCheck(context.services, { viewer });
  return redirect('/quan-ly/nhat-ky#chuoi');
}

export default function AuditLog() {
  const { t } = useTranslation();
  const { filters, memberName, units, rows, next, paged, chain } = useLoaderData<typeof loader>();
  const { search } = useLocation();
  const busy = useNavigation().state === 'submitting';
  const query = new URLSearchParams(search);
  query.delete('truoc');
  const without = query.toString();
  const filtered = without !== '';
  const working = chain.latest?.state === 'QUEUED' || chain.latest?.state === 'RUNNING';
  const older = new URLSearchParams(query);
  if (next) older.set('truoc', String(next));
  const file = (format: string) => `/quan-ly/nhat-ky/tep?${new URLSearchParams([...query, ['dang', format]])}`;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={t('Nhật ký')}
        lead={t(
          'Ai đã làm gì, đã xem gì, lúc nào và từ đâu, trong phạm vi kiểm tra của đồng chí. Nhật ký được giữ ít nhất 12 tháng và không ai sửa hay xóa được.',
        )}
        actions={working ? null : <CheckButton busy={busy} />}
      />
      <ChainCard {...chain} />
      <Card title={t('Tìm trong nhật ký')}>
        {memberName === null ? null : (
          <div className="mb-4">
            <Notice title={t('Ai đã xem dữ liệu của đảng viên này: {{name}}', { name: memberName })}>
              {t(
                'Mọi lần xem, tải hoặc sửa dữ liệu của đồng chí này, kể cả của cấp trên. Báo cáo tải về được ghi theo đơn vị, không theo từng người.',
              )}
            </Notice>
          </div>
        )}
        <AuditFilterForm filters={filters} units={units} />
        {rows.length > 0 ? (
          <EntryList rows={rows} />
        ) : (
          <EmptyState icon="list" title={filtered ? t('Không có dòng nào khớp') : t('Chưa có dòng nhật ký nào')}>
            {filtered
              ? t('Đồng chí hãy bỏ bớt điều kiện hoặc chọn khoảng ngày rộng hơn.')
              : t('Việc làm trong phạm vi của đồng chí sẽ hiện ở đây.')}
          </EmptyState>
        )}
        <nav aria-label={t('Trang của danh sách')} className="mt-4 flex flex-wrap items-center justify-between gap-3">
          {paged ? (
            <Link to={{ search: without ? `?${without}` : '' }} className={buttonClass('secondary')}>
              <Icon name="left" />
              {t('Mới nhất')}
            </Link>
          ) : (
            <span />
          )}
          {next ? (
            <Link to={{ search: `?${older}` }} rel="next" className={buttonClass('secondary')}>
              {t('Cũ hơn')}
              <Icon name="right" />
            </Link>
          ) : null}
        </nav>
        {rows.length > 0 ? (
          <div className="mt-4 flex flex-wrap gap-3">
            <LinkButton to={file('xlsx')} variant="secondary" icon="download" reloadDocument>
              {t('Tải nhật ký (Excel)')}
            </LinkButton>
            <LinkButton to={file('csv')} variant="quiet" icon="download" reloadDocument>
              {t('Tải nhật ký (CSV)')}
            </LinkButton>
          </div>
        ) : null}
      </Card>
    </div>
  );
}
