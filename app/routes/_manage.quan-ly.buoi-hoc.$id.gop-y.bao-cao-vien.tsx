import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useFreshList } from '~/components/questions/use-fresh-list';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { EmptyState } from '~/components/ui/empty-state';
import { Pagination } from '~/components/ui/pagination';
import { findSessionUnit } from '~/modules/media/find-session-unit.server';
import { listQuestionQueue } from '~/modules/questions/list-questions.server';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Câu hỏi cho báo cáo viên');

/** What was let through and waits for the lecturer: large, without names, oldest first. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { sessionId, title, broadcastId } = await findSessionUnit(Number(params.id), db);
  const page = Number(new URL(request.url).searchParams.get('trang') ?? 1);
  const { questions } = await listQuestionQueue(viewer, { sessionId, state: 'SHOWN', page }, db);
  return {
    session: { id: sessionId, title, broadcastId },
    page: questions.page,
    pageCount: questions.pageCount,
    questions: questions.rows.map(({ id, body, documentTitle, paragraph }) => ({ id, body, documentTitle, paragraph })),
  };
}

export default function LecturerPage() {
  const { t } = useTranslation();
  const { session, questions, page, pageCount } = useLoaderData<typeof loader>();
  useFreshList(session.broadcastId, ['questions']);
  return (
    <div className="flex flex-col gap-6">
      <div>
        <Breadcrumbs
          items={[
            { label: t('Duyệt câu hỏi, góp ý'), to: `/quan-ly/buoi-hoc/${session.id}/gop-y` },
            { label: t('Báo cáo viên') },
          ]}
        />
        <h1>{session.title}</h1>
      </div>
      {questions.length === 0 ? (
        <EmptyState title={t('Chưa có câu hỏi nào được đưa lên')}>
          {t('Trang tự cập nhật khi ban tổ chức đưa câu hỏi lên.')}
        </EmptyState>
      ) : (
        <ol className="flex flex-col gap-4">
          {questions.map((question, i) => (
            <li key={question.id} className="rounded-lg border border-line bg-surface p-5 sm:p-8">
              <p className="text-ink-2">
                {t('Câu {{number}}', { number: (page - 1) * 20 + i + 1 })}
                {question.documentTitle ? ` · ${question.documentTitle}` : ''}
                {question.paragraph ? ` · ${t('đoạn {{paragraph}}', { paragraph: question.paragraph })}` : ''}
              </p>
              <p className="mt-2 text-2xl break-words whitespace-pre-line">{question.body}</p>
            </li>
          ))}
        </ol>
      )}
      <Pagination page={page} pageCount={pageCount} />
    </div>
  );
}
