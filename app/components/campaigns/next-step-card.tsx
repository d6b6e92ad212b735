import type { TFunction } from 'i18next';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Countdown } from '~/components/ui/countdown';
import type { IconName } from '~/components/ui/icon';
import { TwoClocks } from '~/components/ui/two-clocks';
import type { NextStep } from '~/modules/campaigns/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { type Language, twoClocks } from '~/platform/time';
import { Deadline } from './deadline';

interface Words {
  badge: string;
  title: string;
  action: string;
  to: string;
  icon: IconName;
}

function wordsOf(step: NextStep, t: TFunction): Words {
  const { code, title } = step.campaign;
  switch (step.kind) {
    case 'attempt':
      return {
        badge: t('Đang làm bài'),
        title: t('Bài trắc nghiệm: {{title}}', { title }),
        action: t('Tiếp tục làm bài'),
        to: `/trac-nghiem/${code}/luot/${step.number}`,
        icon: 'edit',
      };
    case 'quiz':
      return {
        badge: t('Việc tiếp theo'),
        title: t('Bài trắc nghiệm: {{title}}', { title }),
        action: step.retry ? t('Làm lại bài') : t('Bắt đầu làm bài'),
        to: `/trac-nghiem/${code}`,
        icon: 'edit',
      };
    case 'read':
      return {
        badge: t('Việc tiếp theo'),
        title: step.document.title,
        action: t('Đọc tài liệu'),
        to: `/tai-lieu/${step.document.code}`,
        icon: 'book',
      };
    default:
      return {
        badge: step.kind === 'upcoming' ? t('Sắp diễn ra') : t('Việc tiếp theo'),
        title: sessionName(step.session),
        action:
          step.kind === 'upcoming'
            ? t('Xem buổi học')
            : step.session.covered > 0
              ? t('Tiếp tục xem')
              : t('Xem lại bản ghi'),
        to: `/buoi-hoc/${step.session.id}`,
        icon: 'play',
      };
  }
}

/** "Chuyên đề 1: Nhận thức …"; the topic is left out where the title says it already. */
export function sessionName({ topic, title }: { topic: string; title: string }): string {
  return topic && !title.startsWith(topic) ? `${topic}: ${title}` : title;
}

interface Props {
  step: NextStep;
  now: string;
  timeZone: string;
}

/** The one thing to do first: at the top of the member's page, with a red edge. */
export function NextStepCard({ step, now, timeZone }: Props) {
  const { t, i18n } = useTranslation();
  const words = wordsOf(step, t);
  const { deadlineAt, deadlineTimeZone } = step.campaign;
  const moment = step.kind === 'upcoming' ? step.session.startsAt : deadlineAt;
  const clocks = twoClocks(new Date(moment), timeZone, i18n.language as Language);
  const lecturer = 'session' in step ? step.session.lecturer : '';
  return (
    <Card emphasis>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Badge tone="soon">{words.badge}</Badge>
          {step.kind === 'attempt' ? (
            <Countdown until={step.endsAt} serverNow={now} className="font-semibold" />
          ) : step.kind === 'upcoming' ? (
            <Countdown until={step.session.startsAt} serverNow={now} className="text-ink-2" />
          ) : null}
        </div>
        <div>
          <h2>{words.title}</h2>
          {lecturer ? <p className="mt-1 text-ink-2">{t('Báo cáo viên: {{name}}', { name: lecturer })}</p> : null}
        </div>
        {step.kind === 'upcoming' || !clocks.same ? (
          <div>
            <p className="mb-1 text-sm text-ink-2">{step.kind === 'upcoming' ? t('Bắt đầu') : t('Hạn hoàn thành')}</p>
            <TwoClocks clocks={clocks} />
          </div>
        ) : (
          <Deadline at={deadlineAt} timeZone={deadlineTimeZone} localZone={timeZone} now={now} />
        )}
        <LinkButton to={words.to} icon={words.icon} className="w-full sm:w-fit sm:px-8">
          {words.action}
        </LinkButton>
      </div>
    </Card>
  );
}
