import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { AskForm } from '~/components/questions/ask-form';
import { QuestionText } from '~/components/questions/question-text';
import { useFreshList } from '~/components/questions/use-fresh-list';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { Pagination } from '~/components/ui/pagination';
import { requireListedSession } from '~/modules/campaigns/find-listed-session.server';
import { askQuestion } from '~/modules/questions/ask-question.server';
import { askInput } from '~/modules/questions/input';
import { listSessionQuestions } from '~/modules/questions/list-questions.server';
import { QUESTION_STATE_NAMES, type QuestionState } from '~/modules/questions/schema';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, type Language } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Hỏi đáp, góp ý');

/** Questions and comments of a session: one's own, and what the organisers let through. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const page = Number(new URL(request.url).searchParams.get('trang') ?? 1);
  const { session, questions } = await listSessionQuestions(viewer, Number(params.id), page, db);
  const documents = await db.partyDocument.findMany({
    where: { campaigns: { some: { campaignId: session.campaignId } } },
    select: { code: true, title: true },
    orderBy: { id: 'asc' },
  });
  return {
    session: {
      ...{ id: session.sessionId, title: session.title, campaignCode: session.campaignCode },
      broadcastId: session.broadcastId,
    },
    mayAsk: session.listed && session.open,
    documents,
    questions,
    timeZone: viewer.timeZone,
  };
}

const FIELD_OF = {
  SECRECY_MARK: 'body',
  NO_DOCUMENT: 'document',
  NO_PARAGRAPH: 'paragraph',
  PARAGRAPH_ALONE: 'document',
} as const;

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const sessionId = Number(params.id);
  // Whose page this is comes first: a wrong form tells a stranger nothing.
  await requireListedSession(viewer, sessionId, context.services.db);
  return formAction(
    await request.formData(),
    askInput,
    async (input) => {
      await askQuestion({ viewer, sessionId, ...input }, context.services);
      return redirect(`/buoi-hoc/${sessionId}/gop-y?da-gui`);
    },
    FIELD_OF,
  );
}

const TONES: Record<QuestionState, BadgeTone> = {
  WAITING: 'partial',
  SHOWN: 'info',
  ANSWERED: 'done',
  DECLINED: 'neutral',
};

export default function QuestionsPage() {
  const { t, i18n } = useTranslation();
  const { session, mayAsk, documents, questions, timeZone } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const [query] = useSearchParams();
  useFreshList(session.broadcastId, ['questions']);
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <div>
        <Breadcrumbs
          items={[{ label: session.title, to: `/buoi-hoc/${session.id}` }, { label: t('Hỏi đáp, góp ý') }]}
        />
        <h1>{t('Hỏi đáp, góp ý')}</h1>
      </div>
      {query.has('da-gui') && !result ? (
        <Notice tone="success" title={t('Đã gửi ban tổ chức')}>
          {t('Đồng chí theo dõi câu trả lời ở trang này. Bản ghi sẽ chỉ tới đoạn trả lời.')}
        </Notice>
      ) : null}
      {mayAsk ? (
        <Card id="gui" title={t('Gửi câu hỏi, góp ý')}>
          {/* A new form after each question that was sent. */}
          <AskForm key={questions.total} documents={documents} result={result} />
        </Card>
      ) : null}
      <Card id="danh-sach" title={t('Câu hỏi và góp ý ({{count}})', { count: questions.total })}>
        {questions.rows.length === 0 ? (
          <EmptyState title={t('Chưa có câu hỏi nào')}>{t('Câu hỏi hiện ở đây sau khi ban tổ chức duyệt.')}</EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {questions.rows.map((question) => (
              <li key={question.id} className="flex flex-col gap-2 py-4 first:pt-0 last:pb-0">
                <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
                  {question.mine ? <strong className="text-ink">{t('Đồng chí đã gửi')}</strong> : null}
                  <Badge tone={TONES[question.state]}>{t(QUESTION_STATE_NAMES[question.state])}</Badge>
                  <span>{formatWithClock(new Date(question.createdAt), timeZone, i18n.language as Language)}</span>
                </p>
                <QuestionText sessionId={session.id} question={question} />
                {question.mine && question.state === 'DECLINED' && question.declineReason ? (
                  <p className="text-ink-2">{t('Lý do: {{reason}}', { reason: question.declineReason })}</p>
                ) : null}
              </li>
            ))}
          </ul>
        )}
        <Pagination page={questions.page} pageCount={questions.pageCount} />
      </Card>
    </div>
  );
}
