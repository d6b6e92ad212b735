import type { SessionAttendance } from '~/modules/reports/schema';
import { formatNumber, formatRate } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, HANOI, type Language } from '~/platform/time';
import { DescriptionList } from '../ui/description-list';

interface Props {
  facts: {
    attendance: SessionAttendance;
    begunAt: string;
    endedAt: string | null;
    takenAt: string;
    agenda: number;
    venues: number;
    questions: number;
    answered: number;
    polls: number;
  };
}

/** What the paper will say without anybody writing it. */
export function MinutesFacts({ facts }: Props) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const { attendance: a } = facts;
  const n = (value: number) => formatNumber(value, 0, lang);
  const when = (iso: string) => formatWithClock(new Date(iso), HANOI, lang);
  const present = a.hall + a.online;
  return (
    <>
      <DescriptionList
        items={[
          { term: t('Bắt đầu'), value: when(facts.begunAt) },
          { term: t('Kết thúc'), value: facts.endedAt ? when(facts.endedAt) : null },
          {
            term: t('Đã dự'),
            value: t('{{present}}/{{required}} đồng chí ({{rate}}): điểm cầu {{hall}}, trực tuyến {{online}}', {
              ...{ present: n(present), required: n(a.required), rate: formatRate(present, a.required, lang) },
              ...{ hall: n(a.hall), online: n(a.online) },
            }),
          },
          {
            term: t('Chưa dự'),
            value: t('{{number}} đồng chí: học bổ sung {{makeUp}}, có lý do {{excused}}, chưa có lý do {{absent}}', {
              ...{ number: n(a.required - present), makeUp: n(a.makeUp), excused: n(a.excused), absent: n(a.absent) },
            }),
          },
          {
            term: t('Điểm cầu'),
            value: t('{{venues}} điểm cầu, {{guests}} quần chúng', { venues: n(facts.venues), guests: n(a.guests) }),
          },
          { term: t('Chương trình'), value: t('{{number}} mục', { number: facts.agenda }) },
          {
            term: t('Hỏi đáp, góp ý'),
            value: t('{{number}} câu, đã trả lời {{answered}}', { number: facts.questions, answered: facts.answered }),
          },
          { term: t('Biểu quyết'), value: t('{{number}} cuộc đã có kết quả', { number: facts.polls }) },
        ]}
      />
      <p className="mt-3 text-ink-2">{t('Số liệu lúc {{at}}.', { at: when(facts.takenAt) })}</p>
    </>
  );
}
