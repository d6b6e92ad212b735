import type { CheckRules } from '~/modules/presence-checks/schema';
import { formatMinutes } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';

interface Props {
  rules: CheckRules;
  /** How many this session has, when it is about one; else the rule of the campaign. */
  planned?: number;
  needed?: number;
  answerSeconds: number;
  className?: string;
}

/** Said before anybody is asked: how many times, how long one has, and what it is for. Nothing where the campaign asks nothing. */
export function CheckRule({ rules, planned, needed, answerSeconds, className }: Props) {
  const { t, i18n } = useTranslation();
  const count = planned ?? rules.presenceChecks;
  if (count === 0) return null;
  const least = needed ?? rules.presenceChecksNeeded;
  const time = formatMinutes(answerSeconds, i18n.language as Language);
  return (
    <p className={className}>
      {planned === undefined
        ? t(
            'Khi xem trực tuyến hoặc xem bản ghi, mỗi buổi hệ thống hỏi đồng chí nhiều nhất {{count}} lần, vào lúc bất kỳ, xem đồng chí có đang theo dõi không.',
            { count },
          )
        : t(
            'Khi đồng chí xem buổi này, hệ thống hỏi {{count}} lần, vào lúc bất kỳ, xem đồng chí có đang theo dõi không.',
            { count },
          )}{' '}
      {t('Mỗi lần đồng chí có {{time}} để bấm một nút; lỡ thì được giải trình. Không dùng máy ảnh, không ghi vị trí.', {
        time,
      })}{' '}
      {least > 0
        ? t(
            'Buổi xem trực tuyến hoặc học bổ sung được tính khi đồng chí trả lời, hoặc được chấp nhận giải trình, ít nhất {{count}} lần. Học tại điểm cầu không cần.',
            { count: least },
          )
        : t('Câu trả lời chỉ để tham khảo, không quyết định đồng chí đã học hay chưa.')}
    </p>
  );
}
