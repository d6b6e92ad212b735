import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cityOf,
  clockLabel,
  dayInZone,
  formatInZone,
  formatWithClock,
  HANOI,
  isTimeZone,
  offsetMinutes,
  parseLocalDateTime,
  remaining,
  toLocalInput,
  twoClocks,
  zonedParts,
  zonedToUtc,
} from './time';

// The sample units' zones, half-hour and quarter-hour ones, and Lord Howe with its half-hour daylight saving.
const ZONES = [
  'Asia/Ho_Chi_Minh',
  'Asia/Tokyo',
  'America/New_York',
  'America/Los_Angeles',
  'Europe/Paris',
  'Europe/Moscow',
  'Australia/Sydney',
  'Asia/Kolkata',
  'Africa/Maputo',
  'America/Havana',
  'Asia/Vientiane',
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Europe/London',
  'Pacific/Auckland',
  'UTC',
];
// 07:30 in Hanoi on Saturday 7 February 2026
const session = new Date('2026-02-07T00:30:00Z');

describe('a moment on two clocks', () => {
  test.each([
    ['Asia/Tokyo', '09:30', 'T7', '07/02', 0],
    ['America/New_York', '19:30', 'T6', '06/02', -1],
    ['Europe/London', '00:30', 'T7', '07/02', 0],
    ['Asia/Kolkata', '06:00', 'T7', '07/02', 0],
    ['Europe/Moscow', '03:30', 'T7', '07/02', 0],
    ['Australia/Sydney', '11:30', 'T7', '07/02', 0],
  ])('07:30 in Hanoi, seen from %s, is %s %s %s', (zone, time, weekday, date, dayShift) => {
    const clocks = twoClocks(session, zone);
    expect(clocks.local).toMatchObject({ time, weekday, date });
    expect(clocks.hanoi).toMatchObject({ label: 'Giờ Hà Nội', time: '07:30', weekday: 'T7', date: '07/02' });
    expect(clocks.dayShift).toBe(dayShift);
    expect(clocks.same).toBe(false);
  });

  test('in Hanoi and on the same offset one clock is enough', () => {
    expect(twoClocks(session, HANOI).same).toBe(true);
    expect(twoClocks(session, 'Asia/Vientiane').same).toBe(true);
  });

  test('the day after Hanoi exists too', () => {
    expect(twoClocks(new Date('2026-02-07T15:00:00Z'), 'Pacific/Auckland').dayShift).toBe(1);
  });
});

describe('daylight saving', () => {
  test.each([
    ['America/New_York', '2026-01-15T12:00:00Z', -300],
    ['America/New_York', '2026-07-15T12:00:00Z', -240],
    ['Asia/Kolkata', '2026-07-15T12:00:00Z', 330],
    ['Asia/Kathmandu', '2026-07-15T12:00:00Z', 345],
    ['Australia/Lord_Howe', '2026-01-15T12:00:00Z', 660],
    ['Australia/Lord_Howe', '2026-07-15T12:00:00Z', 630],
  ])('%s at %s is %d minutes ahead', (zone, at, minutes) => expect(offsetMinutes(new Date(at), zone)).toBe(minutes));

  test('the hour that is skipped moves forward, the hour that comes twice is the first', () => {
    expect(parseLocalDateTime('2026-03-08T02:30', 'America/New_York')?.toISOString()).toBe('2026-03-08T07:30:00.000Z');
    expect(parseLocalDateTime('2026-11-01T01:30', 'America/New_York')?.toISOString()).toBe('2026-11-01T05:30:00.000Z');
  });
});

describe('reading a local date and time', () => {
  test('knows its clock', () => {
    expect(parseLocalDateTime('2026-02-07T07:30', HANOI)?.toISOString()).toBe('2026-02-07T00:30:00.000Z');
    expect(parseLocalDateTime('2026-02-07T06:00', 'Asia/Kolkata')?.toISOString()).toBe('2026-02-07T00:30:00.000Z');
  });
  test.each([
    '',
    'hôm nay',
    '2026-02-30T10:00',
    '2026-13-01T10:00',
    '2026-02-07T24:00',
    '07/02/2026 07:30',
    '0000-01-01T00:00',
  ])('refuses %j', (text) => expect(parseLocalDateTime(text, HANOI)).toBeNull());
  test('refuses a zone that does not exist', () =>
    expect(parseLocalDateTime('2026-02-07T07:30', 'Asia/Atlantis')).toBeNull());

  test('property: what is written for an input is read back to the same minute', () => {
    const moments = fc.date({
      min: new Date('1990-01-01T00:00:00Z'),
      max: new Date('2037-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), (date, zone) => {
        const minute = new Date(Math.floor(date.getTime() / 60_000) * 60_000);
        const back = parseLocalDateTime(toLocalInput(minute, zone), zone);
        // In the hour that comes twice the wall clock cannot tell which one: the earlier is taken.
        if (back?.getTime() !== minute.getTime()) {
          expect(toLocalInput(back as Date, zone)).toBe(toLocalInput(minute, zone));
          expect((back as Date).getTime()).toBeLessThan(minute.getTime());
        }
      }),
      { numRuns: 500 },
    );
  });

  test('property: any wall clock becomes a moment at most one shift away from it', () => {
    fc.assert(
      fc.property(
        fc.record({
          year: fc.integer({ min: 1990, max: 2037 }),
          month: fc.integer({ min: 1, max: 12 }),
          day: fc.integer({ min: 1, max: 28 }),
          hour: fc.integer({ min: 0, max: 23 }),
          minute: fc.integer({ min: 0, max: 59 }),
        }),
        fc.constantFrom(...ZONES),
        (parts, zone) => {
          const seen = zonedParts(zonedToUtc(parts, zone), zone);
          const wanted = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute);
          const shown = Date.UTC(seen.year, seen.month - 1, seen.day, seen.hour, seen.minute);
          expect(shown - wanted).toBeGreaterThanOrEqual(0);
          expect(shown - wanted).toBeLessThanOrEqual(3_600_000);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('property: the offset of every zone is between -12 h and +14 h and a multiple of a quarter of an hour', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2037-12-31'), noInvalidDate: true }),
        fc.constantFrom(...ZONES),
        (date, zone) => {
          const offset = offsetMinutes(date, zone);
          expect(Math.abs(offset % 15)).toBe(0);
          expect(offset).toBeGreaterThanOrEqual(-720);
          expect(offset).toBeLessThanOrEqual(840);
        },
      ),
    );
  });
});

describe('what is left', () => {
  const deadline = new Date('2026-02-10T10:00:00Z');
  const at = (ms: number) => new Date(deadline.getTime() - ms);
  const MIN = 60_000;
  const HOUR = 60 * MIN;
  test.each([
    [3 * 24 * HOUR, 'Còn 3 ngày', 'open'],
    [3 * 24 * HOUR - 1, 'Còn 2 ngày', 'soon'],
    [24 * HOUR, 'Còn 1 ngày', 'soon'],
    [24 * HOUR - 1, 'Còn 23 giờ', 'soon'],
    [42 * MIN, 'Còn 42 phút', 'soon'],
    [59_999, 'Còn dưới 1 phút', 'soon'],
    [0, 'Quá hạn', 'over'],
    [-5 * HOUR, 'Quá hạn', 'over'],
    [-49 * HOUR, 'Quá hạn 2 ngày', 'over'],
  ])('%d ms before the deadline: %s', (ms, text, state) =>
    expect(remaining(deadline, at(ms))).toEqual({ text, state }),
  );
  test('in English', () => {
    expect(remaining(deadline, at(24 * HOUR), 'en').text).toBe('1 day left');
    expect(remaining(deadline, at(2 * HOUR), 'en').text).toBe('2 hours left');
  });
});

describe('names and styles', () => {
  test.each([
    ['Asia/Tokyo', 'Giờ Tokyo'],
    ['Asia/Ho_Chi_Minh', 'Giờ Hà Nội'],
    ['Asia/Shanghai', 'Giờ Bắc Kinh'],
    ['Asia/Kolkata', 'Giờ New Delhi'],
    ['America/New_York', 'Giờ New York'],
    ['America/Argentina/Buenos_Aires', 'Giờ Buenos Aires'],
  ])('the clock of %s is called %s', (zone, label) => expect(clockLabel(zone)).toBe(label));
  test('English names', () =>
    expect([cityOf(HANOI, 'en'), clockLabel('Asia/Tokyo', 'en')]).toEqual(['Hanoi', 'Tokyo time']));
  test.each([
    ['time', '07:30'],
    ['date', '07/02/2026'],
    ['shortDate', '07/02'],
    ['dateTime', '07:30 07/02/2026'],
    ['weekday', 'T7'],
    ['dayTime', '07:30 T7 07/02'],
    ['longDate', 'Thứ Bảy, 07/02/2026'],
  ] as const)('style %s', (style, text) => expect(formatInZone(session, HANOI, style)).toBe(text));
  test('a deadline names its clock', () =>
    expect(formatWithClock(session, 'Asia/Tokyo')).toBe('09:30 07/02/2026, giờ Tokyo'));
  test('midnight is 00:00', () =>
    expect(formatInZone(new Date('2026-02-06T17:00:00Z'), HANOI)).toBe('00:00 07/02/2026'));
  test('the day belongs to the zone', () =>
    expect([dayInZone(session, HANOI), dayInZone(session, 'America/New_York')]).toEqual(['2026-02-07', '2026-02-06']));
  test.each([
    ['Asia/Tokyo', true],
    ['UTC', true],
    ['Asia/Atlantis', false],
    ['', false],
    ['+07:00', false],
  ])('isTimeZone(%j) is %s', (zone, known) => expect(isTimeZone(zone)).toBe(known));
});
