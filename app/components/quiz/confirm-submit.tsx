import { Link, useNavigation } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Countdown } from '~/components/ui/countdown';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { isAnswered, isComplete } from '~/modules/quizzes/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { RunningView } from './attempt-form';

/** Between "Nộp bài" and the marks: what is not answered yet, and the way back. */
export function ConfirmSubmit({ attempt }: { attempt: RunningView }) {
  const { t } = useTranslation();
  const busy = useNavigation().state !== 'idle';
  const address = `/trac-nghiem/${encodeURIComponent(attempt.campaignCode)}/luot/${attempt.number}`;
  const open = attempt.questions.filter((question) => !isComplete(question.answer));
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <PageHeader eyebrow={attempt.campaignTitle} title={t('Xác nhận nộp bài')} />
      <Card
        title={t('Đã trả lời {{answered}}/{{total}}', {
          answered: attempt.questions.filter((question) => isAnswered(question.answer)).length,
          total: attempt.questions.length,
        })}
        aside={<Countdown until={attempt.endsAt} serverNow={attempt.serverNow} />}
      >
        {open.length > 0 ? (
          <>
            <Notice tone="warning" title={t('Các câu chưa trả lời hoặc chưa đủ')} />
            <ul className="mt-3 flex flex-col gap-1">
              {open.map((question) => (
                <li key={question.number}>
                  <Link
                    to={`${address}#cau-so-${question.number}`}
                    className="flex min-h-11 items-center underline decoration-line-strong"
                  >
                    {t('Câu {{number}}', { number: question.number })}: {question.stem}
                  </Link>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p>{t('Đồng chí đã trả lời tất cả các câu. Sau khi nộp, không sửa được nữa.')}</p>
        )}
      </Card>
      <div className="flex flex-col gap-3 sm:flex-row">
        <Form method="post" action={address}>
          <Button name="viec" value="nop" busy={busy} className="w-full">
            {t('Nộp bài ngay')}
          </Button>
        </Form>
        <LinkButton to={address} variant="secondary">
          {t('Quay lại làm tiếp')}
        </LinkButton>
      </div>
    </div>
  );
}
