import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { AttemptList } from '~/components/quiz/attempt-list';
import { MissingSessions } from '~/components/quiz/missing-sessions';
import { QuizRules } from '~/components/quiz/quiz-rules';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { getQuizIntro } from '~/modules/quizzes/get-quiz-intro.server';
import type { QuizIntroView } from '~/modules/quizzes/schema';
import { startAttempt } from '~/modules/quizzes/start-attempt.server';
import { isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, 'Bài trắc nghiệm');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const quiz = await getQuizIntro({ viewer, code: params.code ?? '', now: clock.now() }, db);
  return { quiz, timeZone: viewer.timeZone };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  try {
    const attempt = await startAttempt(context.services, { viewer, code: params.code ?? '' });
    return redirect(`/trac-nghiem/${params.code}/luot/${attempt.number}`);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    return { message: error.message };
  }
}

export default function QuizIntroPage() {
  const { t } = useTranslation();
  const { quiz, timeZone } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <div className="flex flex-col">
        <Breadcrumbs
          items={[
            { label: t('Đợt học tập'), to: '/dot-hoc-tap' },
            { label: quiz.campaignTitle, to: `/dot-hoc-tap/${quiz.campaignCode}` },
            { label: t('Bài trắc nghiệm') },
          ]}
        />
        <PageHeader title={t('Bài trắc nghiệm')} />
      </div>
      {refused ? (
        <Notice tone="error" title={t('Chưa bắt đầu được bài làm')}>
          {t(refused.message)}
        </Notice>
      ) : null}
      <StartCard quiz={quiz} />
      <Card id="quy-dinh" title={t('Quy định làm bài')}>
        <QuizRules quiz={quiz} timeZone={timeZone} />
      </Card>
      {quiz.attempts.length > 0 ? (
        <Card id="cac-luot" title={t('Các lượt thi của đồng chí')}>
          <AttemptList quiz={quiz} timeZone={timeZone} />
        </Card>
      ) : null}
    </div>
  );
}

/** The one thing to do now, or what stands in the way. */
function StartCard({ quiz }: { quiz: QuizIntroView }) {
  const { t } = useTranslation();
  const busy = useNavigation().state !== 'idle';
  const running = quiz.attempts.find((attempt) => attempt.submittedAt === null);
  switch (quiz.availability) {
    case 'IN_PROGRESS':
      return (
        <Card emphasis title={t('Đồng chí đang làm bài')}>
          <p className="mb-4">{t('Đồng hồ vẫn chạy trên máy chủ. Các câu đã trả lời vẫn còn nguyên.')}</p>
          <LinkButton to={`/trac-nghiem/${quiz.campaignCode}/luot/${running?.number}`}>
            {t('Tiếp tục làm bài')}
          </LinkButton>
        </Card>
      );
    case 'READY':
      return (
        <Card
          emphasis={!quiz.passed}
          title={quiz.attempts.length === 0 ? t('Sẵn sàng làm bài') : t('Đồng chí còn lượt làm bài')}
        >
          <p className="mb-4">
            {t('Khi bấm nút, đồng hồ {{minutes}} phút bắt đầu chạy và một lượt được tính.', { minutes: quiz.minutes })}{' '}
            {quiz.passed ? t('Đồng chí đã đạt; nếu làm lại, kết quả cao nhất được giữ.') : null}
          </p>
          <Form method="post">
            <Button variant={quiz.passed ? 'secondary' : 'primary'} busy={busy}>
              {quiz.attempts.length === 0 ? t('Bắt đầu làm bài') : t('Làm thêm một lượt')}
            </Button>
          </Form>
        </Card>
      );
    case 'COVERAGE_MISSING':
      return (
        <Card id="con-thieu" emphasis title={t('Đồng chí cần học đủ các buổi trước khi làm bài')}>
          <MissingSessions quiz={quiz} />
        </Card>
      );
    case 'NOT_YET':
      return <Notice title={t('Chưa đến giờ làm bài.')}>{t('Giờ mở ghi ở phần Quy định làm bài bên dưới.')}</Notice>;
    case 'CLOSED':
      return (
        <Notice tone={quiz.passed ? 'info' : 'warning'} title={t('Bài trắc nghiệm đã đóng.')}>
          {quiz.attempts.length > 0
            ? t('Đồng chí có thể xem lại từng lượt thi cùng đáp án.')
            : t('Nếu chưa hoàn thành, đồng chí liên hệ bí thư chi bộ.')}
        </Notice>
      );
    case 'NO_ATTEMPTS_LEFT':
      return (
        <Notice tone={quiz.passed ? 'success' : 'warning'} title={t('Đồng chí đã dùng hết số lượt làm bài.')}>
          {quiz.passed
            ? t('Kết quả cao nhất của đồng chí đã đạt.')
            : t('Đồng chí liên hệ bí thư chi bộ để được hướng dẫn.')}
        </Notice>
      );
    case 'NO_QUESTIONS':
      return (
        <Notice tone="warning" title={t('Bài trắc nghiệm chưa sẵn sàng.')}>
          {t('Ngân hàng câu hỏi chưa có câu nào để ra đề. Đồng chí báo ban tổ chức giúp.')}
        </Notice>
      );
    default:
      return <Notice title={t('Đợt học tập chưa mở.')}>{t('Đồng chí quay lại sau khi đợt được mở.')}</Notice>;
  }
}
