import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  hall: number;
  online: number;
  makeUp: number;
  required: number;
}

/** How the required studied, as one bar: hall, online, make-up, and what is left. The figures stand in the label too. */
export function CompositionBar({ hall, online, makeUp, required }: Props) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  const n = (value: number) => formatNumber(value, 0, lang);
  const parts = [
    { id: 'hall', value: hall, fill: 'fill-hall' },
    { id: 'online', value: online, fill: 'fill-info' },
    { id: 'make-up', value: makeUp, fill: 'fill-done' },
  ];
  let at = 0;
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      className="block h-2.5 w-full min-w-24 overflow-hidden rounded-full bg-sunken ring-1 ring-line"
      role="img"
      aria-label={t('Điểm cầu {{hall}}, trực tuyến {{online}}, bổ sung {{makeUp}}, chưa học {{left}}', {
        hall: n(hall),
        online: n(online),
        makeUp: n(makeUp),
        left: n(required - hall - online - makeUp),
      })}
    >
      {required > 0
        ? parts.map((part) => {
            const x = at;
            at += (part.value / required) * 100;
            return <rect key={part.id} x={x} y="0" width={at - x} height="8" className={part.fill} />;
          })
        : null}
    </svg>
  );
}

/** What the colours of the bars mean. */
export function CompositionLegend() {
  const { t } = useTranslation();
  const items = [
    { label: t('Điểm cầu'), dot: 'bg-hall' },
    { label: t('Trực tuyến'), dot: 'bg-info' },
    { label: t('Bổ sung'), dot: 'bg-done' },
    { label: t('Chưa học'), dot: 'bg-sunken ring-1 ring-line-strong' },
  ];
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2">
      {items.map((item) => (
        <li key={item.label} className="flex items-center gap-2">
          <span aria-hidden="true" className={`size-3 rounded-full ${item.dot}`} />
          {item.label}
        </li>
      ))}
    </ul>
  );
}
