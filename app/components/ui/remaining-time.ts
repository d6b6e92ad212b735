import type { TFunction } from 'i18next';

/** "còn 2 ngày 3 giờ", "còn 42 phút", "còn 4:05" (the last ten minutes), "đã hết giờ". `ms` is what is left. */
export function remainingTime(ms: number, t: TFunction): string {
  if (ms <= 0) return t('đã hết giờ');
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 600) {
    return t('còn {{clock}}', { clock: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` });
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('còn {{minutes}} phút', { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t('còn {{hours}} giờ {{minutes}} phút', { hours, minutes: minutes % 60 });
  return t('còn {{days}} ngày {{hours}} giờ', { days: Math.floor(hours / 24), hours: hours % 24 });
}
