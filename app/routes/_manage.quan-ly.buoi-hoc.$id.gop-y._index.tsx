import { parseWithZod } from '@conform-to/zod/v4';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ModerateForms, type ModerateProblem } from '~/components/questions/moderate-forms';
import { QuestionText } from '~/components/questions/question-text';
import { useFreshList } from '~/components/questions/use-fresh-list';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { LinkButton } from '~/components/ui/button';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { Tabs } from '~/components/ui/tabs';
import { noteRead } from '~/modules/audit/note-read.server';
import { findSessionUnit } from '~/modules/media/find-session-unit.server';
import { moderateInput } from '~/modules/questions/input';
import { listQuestionQueue } from '~/modules/questions/list-questions.server';
import { moderateQuestion } from '~/modules/questions/moderate-question.server';
import { QUESTION_STATE_NAMES, QUESTION_STATES, type QuestionState } from '~/modules/questions/schema';
import { errorText, isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, type Language } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Duyệt câu hỏi, góp ý');

const stateOf = (url: string): QuestionState => {
  const asked = new URL(url).searchParams.get('muc');
  return QUESTION_STATES.find((state) => state === asked) ?? 'WAITING';
};

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const session = await findSessionUnit(Number(params.id), db);
  const state = stateOf(request.url);
  const page = Number(new URL(request.url).searchParams.get('trang') ?? 1);
  const queue = await listQuestionQueue(viewer, { sessionId: session.sessionId, state, page }, db);
  const { rows } = queue.questions;
  if (rows.length > 0)
    await noteRead(context.services, {
      ...{ viewer, action: 'question.list', targetType: 'StudySession', targetId: session.sessionId },
      ...{ unitId: session.unitId, memberIds: queue.memberIds, data: { count: rows.length, page, filter: state } },
    });
  return {
    session: {
      id: session.sessionId,
      title: session.title,
      campaignCode: session.campaignCode,
      campaignTitle: session.campaignTitle,
      broadcastId: session.broadcastId,
    },
    state,
    timeZone: viewer.timeZone,
    ...{ questions: queue.questions, counts: queue.counts },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const sessionId = Number(params.id);
  const form = await request.formData();
  const entered = Object.fromEntries([...form].filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  const problem = (errors: Record<string, string[]>, status: number) =>
    data({ id: Number(entered.question), order: entered.order ?? '', errors, entered } satisfies ModerateProblem, {
      status,
    });
  const submission = parseWithZod(form, { schema: moderateInput });
  if (submission.status !== 'success') {
    // Whose page this is comes first: a wrong form tells a stranger nothing.
    await listQuestionQueue(viewer, { sessionId, state: 'WAITING', page: 1 }, context.services.db);
    const errors = submission.error ?? { '': ['Yêu cầu không đúng. Đồng chí hãy tải lại trang rồi làm lại.'] };
    return problem(Object.fromEntries(Object.entries(errors).map(([name, said]) => [name, said ?? []])), 400);
  }
  try {
    const { requestId } = context;
    await moderateQuestion({ viewer, sessionId, input: submission.value, requestId }, context.services);
    return redirect(`/quan-ly/buoi-hoc/${sessionId}/gop-y?muc=${stateOf(request.url)}&xong=${submission.value.order}`);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return problem({ '': [errorText(error)] }, error.status);
  }
}

export default function ModerationPage() {
  const { t, i18n } = useTranslation();
  const { session, state, questions, counts, timeZone } = useLoaderData<typeof loader>();
  const problem = useActionData<ModerateProblem>() ?? null;
  useFreshList(session.broadcastId, ['questions', 'queue']);
  const general = problem?.errors[''] ?? [];
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <Breadcrumbs
        items={[
          { label: session.campaignTitle, to: `/quan-ly/dot-hoc-tap/${session.campaignCode}` },
          { label: t('Hỏi đáp, góp ý') },
        ]}
      />
      <PageHeader
        eyebrow={session.title}
        title={t('Duyệt câu hỏi, góp ý')}
        actions={
          <LinkButton variant="secondary" to="bao-cao-vien">
            {t('Màn hình của báo cáo viên')}
          </LinkButton>
        }
      />
      {general.length > 0 ? (
        <Notice tone="error" title={t('Chưa thực hiện được')}>
          {general.map((line) => (
            <p key={line}>{t(line)}</p>
          ))}
        </Notice>
      ) : null}
      <Tabs
        label={t('Mục câu hỏi')}
        current={state}
        tabs={QUESTION_STATES.map((one) => ({
          id: one,
          label: t('{{name}} ({{count}})', { name: t(QUESTION_STATE_NAMES[one]), count: counts[one] }),
          to: { search: `?muc=${one}` },
        }))}
      />
      {questions.rows.length === 0 ? (
        <EmptyState title={t('Không có câu nào ở mục này')}>
          {t('Câu hỏi mới của đảng viên hiện ở mục “Chờ duyệt”.')}
        </EmptyState>
      ) : (
        <ul className="flex flex-col gap-4">
          {questions.rows.map((question) => (
            <li key={question.id} className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4 sm:p-6">
              <p className="text-sm text-ink-2">
                <strong className="text-ink">{question.fullName}</strong>
                {question.unitName ? ` · ${question.unitName}` : ''} ·{' '}
                {formatWithClock(new Date(question.createdAt), timeZone, i18n.language as Language)}
              </p>
              <QuestionText sessionId={session.id} question={question} />
              {question.declineReason ? (
                <p className="text-ink-2">{t('Lý do: {{reason}}', { reason: question.declineReason })}</p>
              ) : null}
              <ModerateForms question={question} problem={problem} />
            </li>
          ))}
        </ul>
      )}
      <Pagination page={questions.page} pageCount={questions.pageCount} />
    </div>
  );
}
