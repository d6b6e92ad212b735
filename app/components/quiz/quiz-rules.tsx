import { DescriptionList } from '~/components/ui/description-list';
import { TwoClocks } from '~/components/ui/two-clocks';
import type { QuizIntroView } from '~/modules/quizzes/schema';
import { formatThreshold } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { type Language, twoClocks } from '~/platform/time';

/** What the quiz asks, told before it starts: questions, time, tries, pass mark and the window on both clocks. */
export function QuizRules({ quiz, timeZone }: { quiz: QuizIntroView; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const clocks = (instant: string | Date) => <TwoClocks clocks={twoClocks(new Date(instant), timeZone, language)} />;
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        items={[
          { term: t('Số câu hỏi'), value: t('{{count}} câu', { count: Math.min(quiz.questionCount, quiz.drawable) }) },
          { term: t('Thời gian làm bài'), value: t('{{minutes}} phút', { minutes: quiz.minutes }) },
          {
            term: t('Số lượt được làm'),
            value: t('{{count}} lượt, lấy kết quả cao nhất', { count: quiz.attemptsAllowed }),
          },
          { term: t('Mức đạt'), value: t('từ {{share}} số điểm', { share: formatThreshold(quiz.passMark, language) }) },
          ...(quiz.window.opensAt ? [{ term: t('Mở từ'), value: clocks(quiz.window.opensAt) }] : []),
          { term: t('Đóng lúc'), value: clocks(quiz.window.closesAt) },
        ]}
      />
      <ul className="list-disc space-y-1 pl-6 text-ink-2">
        <li>{t('Mỗi câu trả lời được lưu ngay. Mất mạng hoặc đổi máy, đồng chí mở lại trang này để làm tiếp.')}</li>
        <li>{t('Đồng hồ chạy trên máy chủ, không dừng khi đóng trang. Hết giờ, bài tự nộp với các câu đã lưu.')}</li>
        <li>{t('Đáp án đúng được công bố sau khi bài trắc nghiệm đóng.')}</li>
      </ul>
    </div>
  );
}
