import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { AttemptForm } from '~/components/quiz/attempt-form';
import { AttemptResult } from '~/components/quiz/attempt-result';
import { ConfirmSubmit } from '~/components/quiz/confirm-submit';
import { getAttempt } from '~/modules/quizzes/get-attempt.server';
import { findOwnAttempt } from '~/modules/quizzes/save-answers.server';
import { saveForm } from '~/modules/quizzes/save-form.server';
import { attemptNumber, RENDERED_FIELD } from '~/modules/quizzes/schema';
import { submitAttempt } from '~/modules/quizzes/submit-attempt.server';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, 'Bài trắc nghiệm – lượt {{number}}', { number: data?.attempt.number ?? '' });

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const attempt = await getAttempt(
    { viewer, code: params.code ?? '', attemptNumber: attemptNumber(params.number), now: clock.now() },
    db,
  );
  const query = new URL(request.url).searchParams;
  return {
    attempt,
    timeZone: viewer.timeZone,
    confirm: query.has('nop'),
    saved: query.has('da-luu'),
    late: query.has('tre'),
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const own = { viewer, code: params.code ?? '', attemptNumber: attemptNumber(params.number), now: clock.now() };
  const { attempt } = await findOwnAttempt(own, db);
  const here = new URL(request.url).pathname;
  const form = await request.formData();
  const intent = form.get('viec');
  let late = false;
  if (form.has(RENDERED_FIELD)) {
    try {
      await saveForm({ ...own, form }, db);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'ATTEMPT_ENDED') throw error;
      // Pressing "Nộp bài" twice is no lateness: the first press has submitted these very answers.
      late = attempt.submittedAt === null || attempt.timedOut;
    }
  }
  if (intent === 'nop') await submitAttempt({ attemptId: attempt.id, now: own.now, actor: viewer }, db);
  if (late && intent !== 'het-gio') return redirect(`${here}?tre=1`);
  if (intent === 'het-gio') {
    // The browser's clock may run ahead: only the server's clock says that the time is over.
    const { end } = await findOwnAttempt(own, db);
    if (own.now >= end) await submitAttempt({ attemptId: attempt.id, now: own.now, actor: viewer }, db);
    return redirect(here);
  }
  return redirect(intent === 'kiem-tra' ? `${here}?nop=1` : intent === 'nop' ? here : `${here}?da-luu=1`);
}

export default function AttemptPage() {
  const { attempt, timeZone, confirm, saved, late } = useLoaderData<typeof loader>();
  if (attempt.state === 'finished') return <AttemptResult attempt={attempt} timeZone={timeZone} late={late} />;
  if (confirm) return <ConfirmSubmit attempt={attempt} />;
  return <AttemptForm key={attempt.startedAt} attempt={attempt} saved={saved} />;
}
