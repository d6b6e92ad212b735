import { Link } from '@remix-run/react';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Icon } from '~/components/ui/icon';
import { Progress } from '~/components/ui/progress';
import type { MemberCampaignView } from '~/modules/campaigns/schema';
import { formatDuration, formatMinutes, formatNumber, formatThreshold } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, type Language } from '~/platform/time';
import { sessionName } from './next-step-card';

interface Props {
  campaign: MemberCampaignView;
  timeZone: string;
}

/** Each requirement, met or not, and what to do next. */
export function RequirementList({ campaign, timeZone }: Props) {
  const { t } = useTranslation();
  return (
    <ul className="divide-y divide-line">
      {campaign.sessions.map((session) => (
        <SessionItem key={session.id} session={session} threshold={campaign.coverageThreshold} timeZone={timeZone} />
      ))}
      {campaign.quiz && campaign.quizState ? <QuizItem campaign={campaign} timeZone={timeZone} /> : null}
      {campaign.sessions.length === 0 ? <li className="py-3 text-ink-2">{t('Chưa có buổi học nào.')}</li> : null}
    </ul>
  );
}

interface ItemProps {
  title: string;
  to: string | null;
  tone: BadgeTone;
  badge: string;
  children?: ReactNode;
}

function Item({ title, to, tone, badge, children }: ItemProps) {
  return (
    <li className="flex flex-col gap-2 py-4 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-start justify-between gap-x-3">
        <h3 className="min-w-0 grow basis-72 text-base font-semibold">
          {to ? (
            <Link to={to} className="inline-flex min-h-11 items-center gap-1 underline decoration-line-strong">
              {title}
              <Icon name="right" className="size-4 shrink-0 text-ink-3" />
            </Link>
          ) : (
            <span className="inline-flex min-h-11 items-center">{title}</span>
          )}
        </h3>
        <span className="flex items-center sm:min-h-11">
          <Badge tone={tone}>{badge}</Badge>
        </span>
      </div>
      {children}
    </li>
  );
}

const WAYS = ['', 'Trực tiếp tại điểm cầu', 'Trực tuyến', 'Học bổ sung'];

function SessionItem(props: { session: MemberCampaignView['sessions'][number]; threshold: number; timeZone: string }) {
  const { session, threshold, timeZone } = props;
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const starts = formatWithClock(new Date(session.startsAt), timeZone, lang, 'dayTime');
  const missing = Math.max(0, (session.needed ?? 0) - session.covered);
  const looks: Record<typeof session.state, [BadgeTone, string]> = {
    done: ['done', t('Đã hoàn thành')],
    checks: ['partial', t('còn câu hỏi theo dõi')],
    started: ['partial', t('còn {{length}}', { length: formatMinutes(missing, lang) })],
    ready: ['neutral', t('chưa xem')],
    upcoming: ['info', t('sắp diễn ra')],
    noRecording: ['neutral', t('chưa có bản ghi')],
  };
  const [tone, badge] = looks[session.state];
  return (
    <Item title={sessionName(session)} to={`/buoi-hoc/${session.id}`} tone={tone} badge={badge}>
      {session.lecturer ? (
        <p className="text-sm text-ink-2">{t('Báo cáo viên: {{name}}', { name: session.lecturer })}</p>
      ) : null}
      {session.timelineSeconds !== null && session.needed !== null ? (
        <Progress
          label={session.way > 0 ? t(WAYS[session.way] ?? '') : t('Đã xem')}
          value={Math.min(session.covered, session.timelineSeconds)}
          max={session.timelineSeconds}
          text={t('{{covered}} / {{total}}, cần {{needed}} ({{percent}})', {
            covered: formatDuration(session.covered),
            total: formatDuration(session.timelineSeconds),
            needed: formatDuration(session.needed),
            percent: formatThreshold(threshold, lang),
          })}
        />
      ) : (
        <p className="text-sm text-ink-2">
          {session.state === 'noRecording'
            ? t('Bản ghi sẽ có ở đây sau buổi học, khi ban tổ chức đưa lên.')
            : t('Bắt đầu {{moment}}', { moment: starts })}
        </p>
      )}
      {session.checksNeeded > 0 && session.way === 0 ? (
        <p className="text-sm text-ink-2">
          {t('Câu hỏi theo dõi: đạt {{met}}, cần {{needed}}', {
            met: session.checksMet,
            needed: session.checksNeeded,
          })}
        </p>
      ) : null}
    </Item>
  );
}

function quizLooks(campaign: MemberCampaignView, t: TFunction): [BadgeTone, string, string] {
  switch (campaign.quizState) {
    case 'passed':
      return ['done', t('Đạt'), ''];
    case 'running':
      return ['soon', t('đang làm'), t('Đồng hồ đang chạy. Đồng chí vào làm tiếp ngay.')];
    case 'ready':
      return ['neutral', t('chưa làm'), ''];
    case 'retry':
      return ['partial', t('chưa đạt'), t('Đồng chí được làm lại.')];
    case 'usedUp':
      return ['danger', t('hết lượt'), t('Đồng chí đã dùng hết lượt. Hãy liên hệ bí thư chi bộ để được hướng dẫn.')];
    case 'notOpen':
      return ['neutral', t('chưa mở'), ''];
    case 'closed':
      return ['danger', t('Quá hạn'), t('Đã hết hạn làm bài. Hãy liên hệ bí thư chi bộ để được hướng dẫn.')];
    default:
      return ['neutral', t('chưa mở'), t('Mở sau khi đồng chí học xong các buổi học ở trên.')];
  }
}

function QuizItem({ campaign, timeZone }: Props) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const quiz = campaign.quiz;
  if (!quiz) return null;
  const [tone, badge, advice] = quizLooks(campaign, t);
  const opens = quiz.opensAt ?? campaign.opensAt;
  const mark = (basisPoints: number) => formatNumber(basisPoints / 1000, basisPoints % 1000 === 0 ? 0 : 1, lang);
  return (
    <Item title={t('Bài trắc nghiệm')} to={`/trac-nghiem/${campaign.code}`} tone={tone} badge={badge}>
      <p className="text-sm text-ink-2">
        {t('{{questions}} câu, {{minutes}} phút, được làm {{attempts}} lần; đạt từ {{pass}}/10.', {
          questions: quiz.questionCount,
          minutes: quiz.minutes,
          attempts: quiz.attempts,
          pass: mark(quiz.passMark),
        })}
        {quiz.best === null ? null : (
          <strong className="font-semibold text-ink">
            {' '}
            {t('Điểm cao nhất: {{mark}}/10.', { mark: mark(quiz.best) })}
          </strong>
        )}
      </p>
      {campaign.quizState === 'notOpen' && opens ? (
        <p className="text-sm text-ink-2">
          {t('Mở lúc {{moment}}', { moment: formatWithClock(new Date(opens), timeZone, lang) })}
        </p>
      ) : advice ? (
        <p className="text-sm">{advice}</p>
      ) : null}
    </Item>
  );
}
