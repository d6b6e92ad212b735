import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { DutyTabs } from '~/components/accounts/duty-tabs';
import { ProposalCard } from '~/components/accounts/proposal-card';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { requireAnywhere } from '~/modules/accounts/access';
import { findDutyCounts } from '~/modules/accounts/find-duty-counts.server';
import { decideProposal } from '~/modules/accounts/proposals/decide-proposal.server';
import { listProposals, PROPOSALS_PER_PAGE } from '~/modules/accounts/proposals/list-proposals.server';
import { isProposalOrder, NOTE_LENGTH, PROPOSAL_DAYS } from '~/modules/accounts/proposals/schema';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { noteRead } from '~/modules/audit/note-read.server';
import { isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đề nghị giao vai trò');

const HERE = '/quan-ly/tai-khoan/de-nghi';
const DONE: Record<string, string> = {
  duyet: 'Đã duyệt. Vai trò có hiệu lực từ bây giờ.',
  'khong-duyet': 'Đã ghi nhận không duyệt. Vai trò không được giao.',
  rut: 'Đã rút đề nghị.',
};

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const query = new URL(request.url).searchParams;
  const waiting = !query.has('da-xu-ly');
  const page = Math.min(10_000, Math.max(1, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const { rows, total } = await listProposals({ viewer, waiting, page, now: services.clock.now() }, services.db);
  if (rows.length > 0) {
    await noteRead(services, {
      ...{ viewer, action: 'proposal.list', targetType: 'page', targetId: 'de-nghi' },
      data: { count: rows.length, page },
    });
  }
  const at = (date: Date) => formatWithClock(date, viewer.timeZone, language);
  return {
    waiting,
    page,
    pageCount: Math.ceil(total / PROPOSALS_PER_PAGE),
    done: DONE[query.get('xong') ?? ''] ?? null,
    days: PROPOSAL_DAYS,
    counts: await findDutyCounts(viewer, services),
    rows: rows.map((row) => ({
      ...row,
      proposedAt: at(row.proposedAt),
      expiresAt: at(row.expiresAt),
      decidedAt: row.decidedAt && at(row.decidedAt),
    })),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'account.manage');
  const form = Object.fromEntries(await request.formData());
  const id = Number(form.so);
  const order = form.viec;
  if (!isProposalOrder(order) || !Number.isInteger(id) || id < 1 || id > 2_147_483_647) throw notFound();
  const note = typeof form['ly-do'] === 'string' ? form['ly-do'].normalize('NFC').trim().slice(0, NOTE_LENGTH) : '';
  try {
    await requireFresh(context, 'proposal.decide', form);
    const { db, clock } = context.services;
    await decideProposal({ viewer, id, order, note, now: clock.now() }, db);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    const failure = { message: error.message, params: error.params };
    return data({ id, failure, note: error.code === 'NOTE_MISSING' }, { status: error.status });
  }
  throw redirect(`${HERE}?xong=${order}`);
}

export default function Proposals() {
  const { t } = useTranslation();
  const { waiting, rows, page, pageCount, done, days, counts } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHeader
        title={t('Đề nghị giao vai trò')}
        lead={t(
          'Vai trò quan trọng chỉ có hiệu lực khi một người thứ hai duyệt. Người đề nghị và người nhận vai trò không tự duyệt được. Quá {{days}} ngày không ai duyệt thì đề nghị hết hiệu lực.',
          { days },
        )}
      />
      <DutyTabs current="proposals" counts={counts} />
      <div className="flex max-w-4xl flex-col gap-5">
        {done && !answer ? <Notice tone="success">{t(done)}</Notice> : null}
        {answer && !answer.note ? (
          <Notice tone="error" title={t('Chưa thực hiện được')}>
            {t(answer.failure.message, answer.failure.params)}
          </Notice>
        ) : null}
        <p>
          <Link to={waiting ? `${HERE}?da-xu-ly` : HERE} className="link inline-flex min-h-11 items-center">
            {waiting ? t('Xem các đề nghị đã xử lý') : t('Xem các đề nghị đang chờ')}
          </Link>
        </p>
        {rows.length === 0 ? (
          <EmptyState
            icon="check"
            title={waiting ? t('Không có đề nghị nào đang chờ') : t('Chưa có đề nghị nào được xử lý')}
          >
            {t('Khi một quản trị giao vai trò quan trọng, đề nghị sẽ hiện ở đây để người thứ hai duyệt.')}
          </EmptyState>
        ) : (
          <ul className="flex flex-col gap-4">
            {rows.map((row) => (
              <li key={row.id}>
                <ProposalCard
                  proposal={row}
                  noteError={answer?.note && answer.id === row.id ? answer.failure.message : null}
                />
              </li>
            ))}
          </ul>
        )}
        <Pagination page={page} pageCount={pageCount} />
      </div>
    </>
  );
}
