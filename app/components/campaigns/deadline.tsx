import { Badge } from '~/components/ui/badge';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, type Language, remaining } from '~/platform/time';

interface Props {
  at: string;
  timeZone: string;
  /** The reader's zone: a second clock is named where it differs. */
  localZone: string;
  now: string;
  badge?: boolean;
}

/** "Hạn 17:00 13/12/2026, giờ Hà Nội", with the reader's own clock below it abroad, and what is left. */
export function Deadline({ at, timeZone, localZone, now, badge = true }: Props) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const moment = new Date(at);
  const stated = formatWithClock(moment, timeZone, lang);
  const local = formatWithClock(moment, localZone, lang);
  const left = remaining(moment, new Date(now), lang);
  const sameClock = local.split(',')[0] === stated.split(',')[0];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
      <p className="text-wrap">
        <time dateTime={at} className="tabular">
          <Unbroken text={t('Hạn {{moment}}', { moment: stated })} />
          {sameClock ? null : (
            <span className="block">
              <Unbroken text={t('tức {{moment}}', { moment: local })} />
            </span>
          )}
        </time>
      </p>
      {badge ? (
        <Badge tone={left.state === 'over' ? 'danger' : left.state === 'soon' ? 'partial' : 'neutral'} icon="clock">
          {left.text}
        </Badge>
      ) : null}
    </div>
  );
}

/** Breaks only before the name of the clock: "Hạn 17:00 13/12/2026, | giờ Hà Nội". */
function Unbroken({ text }: { text: string }) {
  const comma = text.lastIndexOf(', ') + 1;
  return (
    <>
      <span className="whitespace-nowrap">{text.slice(0, comma)}</span>{' '}
      <span className="whitespace-nowrap">{text.slice(comma + 1)}</span>
    </>
  );
}
