import { useNavigation, useParams, useSubmit } from '@remix-run/react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from '~/components/ui/button';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { type PaperQuestion, RENDERED_FIELD } from '~/modules/quizzes/schema';
import { formTokenField } from '~/platform/form-token';
import { useTranslation } from '~/platform/i18n/use-translation';
import { QuestionCard } from './question-card';
import { QuizBar } from './quiz-bar';
import { useAnswers } from './use-answers';

export interface RunningView {
  number: number;
  campaignCode: string;
  campaignTitle: string;
  startedAt: string;
  endsAt: string;
  serverNow: string;
  questions: PaperQuestion[];
}

async function isReachable(): Promise<boolean> {
  try {
    await fetch('/healthz', { cache: 'no-store' });
    return true;
  } catch {
    return false;
  }
}

/** The paper: one form with all questions. Without script it posts; with it every answer is saved as it is given. */
export function AttemptForm({ attempt, saved }: { attempt: RunningView; saved: boolean }) {
  const { t } = useTranslation();
  const { code = '' } = useParams();
  const form = useRef<HTMLFormElement>(null);
  const submit = useSubmit();
  const navigation = useNavigation();
  const [cutOff, setCutOff] = useState(false);
  const retry = useRef<ReturnType<typeof setTimeout>>();
  // The paper of this visit: a revalidation must not redraw the fields under the member's hands.
  const paper = useRef(attempt).current;
  const { questions, startedAt, endsAt, serverNow } = paper;
  const address = `/trac-nghiem/${encodeURIComponent(code)}/luot/${attempt.number}`;
  const answers = useAnswers({ form, questions, url: `/resources${address}`, startedAt, serverNow });

  async function send(viec: string) {
    // What is still on its way has the server's grace to arrive; then the paper goes.
    await Promise.race([answers.flush(), new Promise((resolve) => setTimeout(resolve, 2_000))]);
    if (await isReachable()) {
      setCutOff(false);
      submit({ ...formTokenField(), viec }, { method: 'post', action: address, replace: viec === 'het-gio' });
    } else {
      setCutOff(true);
      if (viec === 'het-gio') retry.current = setTimeout(() => void send(viec), 3_000);
    }
  }
  useEffect(() => () => clearTimeout(retry.current), []);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    // With script the answers have gone one by one; posting all of them again could undo another device's.
    event.preventDefault();
    const button = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
    void send(button?.value ?? 'luu');
  }

  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        eyebrow={attempt.campaignTitle}
        title={t('Bài trắc nghiệm – lượt {{number}}', { number: attempt.number })}
        lead={t('Hết giờ, bài tự nộp với các câu đã lưu.')}
      />
      <QuizBar
        endsAt={endsAt}
        serverNow={serverNow}
        answered={answers.answered}
        total={questions.length}
        saving={answers.state}
        onEnd={() => void send('het-gio')}
      />
      <div className="mt-4 flex flex-col gap-4">
        {saved && answers.state === 'idle' ? <Notice tone="success" title={t('Đã lưu các câu trả lời.')} /> : null}
        {cutOff ? (
          <Notice tone="warning" title={t('Mất kết nối – sẽ tự gửi lại')}>
            {t(
              'Các câu trả lời được giữ trên máy này. Đồng chí đừng đóng trang; hết giờ, máy chủ tự nộp các câu đã nhận.',
            )}
          </Notice>
        ) : null}
        {answers.message ? <Notice tone="error" title={t(answers.message)} /> : null}
        <noscript>
          <Notice title={t('Trình duyệt không chạy JavaScript')}>
            {t('Đồng chí hãy bấm “Lưu và tiếp tục” thường xuyên; khi hết giờ chỉ các câu đã lưu được chấm.')}
          </Notice>
        </noscript>
      </div>
      <Form ref={form} onSubmit={onSubmit} method="post" action={address} autoComplete="off" className="mt-4">
        <input
          type="hidden"
          name={RENDERED_FIELD}
          value={JSON.stringify(questions.map((question) => question.answer))}
        />
        <ol className="flex flex-col gap-4">
          {questions.map((question) => {
            const newer = answers.replaced[question.number];
            return (
              <QuestionCard
                key={`${question.number}-${newer?.epoch ?? 0}`}
                question={question}
                total={questions.length}
                answer={newer?.answer ?? question.answer}
                onChange={() => answers.changed(question)}
              />
            );
          })}
        </ol>
        <div className="mt-6 flex flex-wrap gap-3">
          <Button name="viec" value="kiem-tra" busy={navigation.state !== 'idle'}>
            {t('Nộp bài')}
          </Button>
          <Button name="viec" value="luu" variant="secondary">
            {t('Lưu và tiếp tục')}
          </Button>
        </div>
      </Form>
    </div>
  );
}
