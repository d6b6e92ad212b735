import { useEffect, useRef, useState } from 'react';
import { Button } from '~/components/ui/button';
import { Icon } from '~/components/ui/icon';
import { formatDuration, formatMinutes } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';
import type { Question } from './check-client';
import type { PresenceChecks } from './use-presence-checks';

interface Props extends Pick<PresenceChecks, 'question' | 'answer' | 'dismiss'> {
  answerSeconds: number;
}

/** Spoken once more when so much is left, seconds. */
const LAST_CALL = 30;

/**
 * The question "are you following?" with its one button, inside the player so that it is there in full screen too. It covers nothing and
 * takes the focus from nothing: it is read out, and answered by the button or by Ctrl + Enter from anywhere on the page.
 */
export function CheckPanel({ question, answer, dismiss, answerSeconds }: Props) {
  const { t, i18n } = useTranslation();
  const asking = question?.state === 'asking';
  const left = useSecondsLeft(question);
  useAnswerKey(asking, answer);
  const panel = useFocusKept(question?.state ?? null);
  const time = formatMinutes(answerSeconds, i18n.language as Language);
  const words = {
    asking: t('Đồng chí có đang theo dõi không?'),
    sending: t('Đang gửi câu trả lời…'),
    kept: t('Mất kết nối. Câu trả lời đã được giữ trên máy và sẽ tự gửi lại.'),
    answered: t('Đã ghi nhận. Cảm ơn đồng chí.'),
    missed: t('Đã hết thời gian trả lời.'),
  };
  const spoken = asking
    ? left !== null && left <= LAST_CALL && answerSeconds > 2 * LAST_CALL
      ? t('Còn {{time}} để trả lời.', { time: formatMinutes(LAST_CALL, i18n.language as Language) })
      : `${words.asking} ${t('Bấm nút Tôi đang theo dõi, hoặc phím Ctrl và Enter, trong {{time}}.', { time })}`
    : question
      ? words[question.state]
      : '';
  return (
    <div ref={panel} tabIndex={-1} className="outline-none">
      <p role="alert" className="sr-only">
        {spoken}
      </p>
      {question ? (
        // biome-ignore lint/a11y/useSemanticElements: no form here: a group of words and one button
        <div
          role="group"
          aria-label={t('Câu hỏi theo dõi')}
          data-check={question.state}
          className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-y-4 border-info bg-surface px-4 py-3 text-ink"
        >
          {asking ? (
            <>
              <div className="min-w-0">
                <p className="text-lg font-semibold">{words.asking}</p>
                <p className="text-ink-2">
                  <span role="timer" aria-live="off" className="tabular">
                    {t('Còn {{time}}', { time: formatDuration(left ?? answerSeconds) })}
                  </span>{' '}
                  <span className="max-sm:hidden">· {t('Phím tắt: Ctrl + Enter')}</span>
                </p>
              </div>
              <Button type="button" onClick={answer} className="min-h-14 px-8 text-lg max-sm:w-full">
                {t('Tôi đang theo dõi')}
              </Button>
            </>
          ) : (
            <Outcome state={question.state} text={words[question.state]} onClose={dismiss} />
          )}
        </div>
      ) : null}
    </div>
  );
}

function Outcome({ state, text, onClose }: { state: Question['state']; text: string; onClose: () => void }) {
  const { t } = useTranslation();
  const icon = state === 'answered' ? 'check' : state === 'kept' ? 'offline' : 'info';
  return (
    <>
      <p className="flex min-h-11 min-w-0 flex-1 basis-72 items-center gap-3 font-semibold">
        {state === 'sending' ? null : <Icon name={icon} className="size-6 shrink-0" />}
        <span>
          {text}{' '}
          {state === 'missed' ? (
            <a href="#theo-doi" className="link font-normal">
              {t('Không sao, đồng chí có thể giải trình ở bên dưới.')}
            </a>
          ) : null}
        </span>
      </p>
      {state === 'missed' ? (
        <Button type="button" variant="secondary" onClick={onClose}>
          {t('Đóng')}
        </Button>
      ) : null}
    </>
  );
}

/** Whole seconds, upwards; null: nothing stands. */
function useSecondsLeft(question: Question | null): number | null {
  const [left, setLeft] = useState<number | null>(null);
  const endsAt = question?.state === 'asking' ? question.endsAt : null;
  useEffect(() => {
    if (endsAt === null) return setLeft(null);
    const tick = () => setLeft(Math.max(0, Math.ceil((endsAt - performance.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [endsAt]);
  return left;
}

/** With a modifier, so that no letter that is meant for a text field or a screen reader is taken. */
function useAnswerKey(active: boolean, answer: () => void): void {
  useEffect(() => {
    if (!active) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !event.ctrlKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      answer();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [active, answer]);
}

/** A button that goes away while it holds the focus leaves it here and then with the player, never lost at the top of the page. */
function useFocusKept(state: Question['state'] | null) {
  const panel = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const before = useRef(state);
  useEffect(() => {
    const mark = () => {
      held.current = panel.current?.contains(document.activeElement) ?? false;
    };
    document.addEventListener('focusin', mark);
    return () => document.removeEventListener('focusin', mark);
  }, []);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    if (!held.current) return;
    if (state === null) panel.current?.closest<HTMLElement>('section[tabindex]')?.focus();
    else panel.current?.focus();
  }, [state]);
  return panel;
}
