import { Link } from '@remix-run/react';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  sessionId: number;
  question: {
    body: string;
    documentTitle: string | null;
    paragraph: number | null;
    answer: string | null;
    answerSecond: number | null;
  };
}

/** What was asked, about what, and what was answered at which moment. */
export function QuestionText({ sessionId, question }: Props) {
  const { t } = useTranslation();
  const { body, documentTitle, paragraph, answer, answerSecond } = question;
  return (
    <>
      {documentTitle ? (
        <p className="text-sm text-ink-2">
          {paragraph === null
            ? t('Góp ý về: {{title}}', { title: documentTitle })
            : t('Góp ý về: {{title}}, đoạn {{paragraph}}', { title: documentTitle, paragraph })}
        </p>
      ) : null}
      <p className="max-w-[68ch] break-words whitespace-pre-line">{body}</p>
      {answer ? (
        <div className="mt-2 border-l-4 border-line-strong pl-4">
          <p className="font-semibold">{t('Trả lời')}</p>
          <p className="max-w-[68ch] break-words whitespace-pre-line">{answer}</p>
          {answerSecond === null ? null : (
            <Link to={`/buoi-hoc/${sessionId}?tu=${answerSecond}`} className="link inline-flex min-h-11 items-center">
              {t('Xem đoạn trả lời từ {{moment}}', { moment: formatDuration(answerSecond) })}
            </Link>
          )}
        </div>
      ) : null}
    </>
  );
}
