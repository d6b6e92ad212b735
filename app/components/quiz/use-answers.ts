import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import {
  answerFromForm,
  isAnswered,
  type PaperQuestion,
  type SavedAnswers,
  sameAnswer,
  type WireAnswer,
} from '~/modules/quizzes/schema';
import { formTokenHeader } from '~/platform/form-token';
import { type AnswerOutbox, createAnswerOutbox, type OutboxState, type SendResult, type Unsent } from './answer-outbox';

interface Options {
  form: RefObject<HTMLFormElement>;
  questions: readonly PaperQuestion[];
  /** Where answers are PUT. */
  url: string;
  startedAt: string;
  serverNow: string;
}

const TYPING_MS = 700;

async function put(url: string, unsent: Unsent): Promise<SendResult> {
  const answers = Object.entries(unsent).map(([number, entry]) => ({ number: Number(number), ...entry }));
  const response = await fetch(url, {
    method: 'PUT',
    // Also delivered when the page is being left.
    keepalive: true,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...formTokenHeader() },
    body: JSON.stringify({ answers }),
  });
  if (response.ok) return { kind: 'stored', saved: (await response.json()) as SavedAnswers };
  if (response.status >= 500 || response.status === 429) return { kind: 'offline' };
  const problem = (await response.json().catch(() => ({}))) as { message?: string };
  const message = problem.message ?? '';
  if (response.status === 401) return { kind: 'signedOut', message };
  return { kind: response.status === 410 || response.status === 404 ? 'ended' : 'refused', message };
}

/**
 * Saves every answer of the paper's form as it is given. The fields stay the browser's own (uncontrolled), so that what was
 * chosen before the script arrived counts too.
 */
export function useAnswers({ form, questions, url, startedAt, serverNow }: Options) {
  const [state, setState] = useState<{ state: OutboxState; message: string }>({ state: 'idle', message: '' });
  const [answers, setAnswers] = useState<Record<number, WireAnswer>>(() =>
    Object.fromEntries(questions.map((question) => [question.number, question.answer])),
  );
  // A question whose answer came from elsewhere is drawn anew with it: `epoch` is part of its key.
  const [replaced, setReplaced] = useState<Record<number, { answer: WireAnswer; epoch: number }>>({});
  const outbox = useRef<AnswerOutbox | null>(null);
  const current = useRef(answers);
  current.current = answers;

  const replace = useCallback((number: number, answer: WireAnswer) => {
    setAnswers((all) => ({ ...all, [number]: answer }));
    setReplaced((all) => ({ ...all, [number]: { answer, epoch: (all[number]?.epoch ?? 0) + 1 } }));
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the paper of an attempt never changes while it runs
  useEffect(() => {
    const loaded = performance.now();
    const atLoad = Date.parse(serverNow) - Date.parse(startedAt);
    const box = createAnswerOutbox({
      key: `quiz:${url}:${startedAt}`,
      store: window.localStorage,
      send: (unsent) => put(url, unsent),
      elapsed: () => atLoad + (performance.now() - loaded),
      onState: (next, message) => setState({ state: next, message: message ?? '' }),
      onNewer: replace,
      later: (work, ms) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    });
    outbox.current = box;
    for (const question of questions) box.learn(question.number, question.revision);
    const restored = box.restore();
    for (const [number, entry] of Object.entries(restored)) replace(Number(number), entry.answer);
    // Answers given before the script was there.
    if (form.current) {
      const data = new FormData(form.current);
      for (const question of questions) {
        const answer = answerFromForm(data, question);
        if (restored[question.number] || sameAnswer(answer, question.answer)) continue;
        setAnswers((all) => ({ ...all, [question.number]: answer }));
        box.give(question.number, answer, 0);
      }
    }
    const now = () => void box.flush();
    // Also on coming back to the page: after signing in again in another tab.
    window.addEventListener('online', now);
    window.addEventListener('pagehide', now);
    document.addEventListener('visibilitychange', now);
    return () => {
      window.removeEventListener('online', now);
      window.removeEventListener('pagehide', now);
      document.removeEventListener('visibilitychange', now);
      void box.flush();
      box.close();
    };
  }, [url, startedAt]);

  /** Reads a question's fields after a change and sends them. */
  const changed = useCallback(
    (question: PaperQuestion) => {
      if (!form.current) return;
      const answer = answerFromForm(new FormData(form.current), question);
      if (sameAnswer(answer, current.current[question.number] ?? question.answer)) return;
      setAnswers((all) => ({ ...all, [question.number]: answer }));
      outbox.current?.give(question.number, answer, 'text' in answer ? TYPING_MS : 0);
    },
    [form],
  );

  return {
    ...state,
    changed,
    replaced,
    flush: () => outbox.current?.flush() ?? Promise.resolve(),
    answered: Object.values(answers).filter(isAnswered).length,
  };
}
