import { oneText } from '~/components/ui/one-text';
import { Select } from '~/components/ui/text-input';
import { useTranslation } from '~/platform/i18n/use-translation';
import { clockLabel, type Language } from '~/platform/time';

// Zones of the places where units are; a campaign's or unit's own zone is added when it is another.
const OFFERED = [
  'Asia/Ho_Chi_Minh',
  'Asia/Vientiane',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Europe/Moscow',
  'Africa/Maputo',
  'Europe/Paris',
  'Europe/London',
  'America/Havana',
  'America/New_York',
  'America/Los_Angeles',
  'Australia/Sydney',
];

/** Which clock a date and time is stated in. */
export function ZoneSelect({ name, defaultValue: given }: { name: string; defaultValue: string | undefined }) {
  const defaultValue = oneText(given)?.split('\n')[0];
  const { i18n } = useTranslation();
  const zones = defaultValue && !OFFERED.includes(defaultValue) ? [defaultValue, ...OFFERED] : OFFERED;
  return (
    <Select
      name={name}
      defaultValue={defaultValue}
      options={zones.map((zone) => ({ value: zone, label: clockLabel(zone, i18n.language as Language) }))}
    />
  );
}
