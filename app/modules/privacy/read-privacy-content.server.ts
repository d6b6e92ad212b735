import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { WorkCalendar } from './working-days';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const named = z.array(z.strictObject({ day, name: z.string().min(1) }));
const calendarFile = z.strictObject({ about: z.string(), holidays: named, makeUpDays: named });
const noticeFile = z.strictObject({
  validFrom: day,
  title: z.string().min(1),
  summary: z.string().min(1),
  /** What is new since the version before; empty for the first. */
  changes: z.array(z.string().min(1)),
  sections: z
    .array(z.strictObject({ heading: z.string().min(1), paragraphs: z.array(z.string()), items: z.array(z.string()) }))
    .min(1),
});

export type PrivacyNotice = z.output<typeof noticeFile> & {
  /** Day from which it holds: its version. */
  version: string;
  sha256: string;
};

let calendar: WorkCalendar | undefined;
let notices: PrivacyNotice[] | undefined;

/** Vietnamese public holidays and make-up days, from content/privacy/holidays.json; read once. */
export function readCalendar(): WorkCalendar {
  if (!calendar) {
    const file = calendarFile.parse(JSON.parse(readFileSync(path.resolve('content/privacy/holidays.json'), 'utf8')));
    calendar = {
      holidays: new Set(file.holidays.map((one) => one.day)),
      makeUpDays: new Set(file.makeUpDays.map((one) => one.day)),
    };
  }
  return calendar;
}

/** The versions of the privacy notice, oldest first; read once. */
function readNotices(): PrivacyNotice[] {
  if (!notices) {
    const folder = path.resolve('content/privacy/notices');
    notices = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => {
        const text = readFileSync(path.join(folder, name), 'utf8');
        const notice = noticeFile.parse(JSON.parse(text));
        return { ...notice, version: notice.validFrom, sha256: createHash('sha256').update(text).digest('hex') };
      });
  }
  return notices;
}

/** The version that holds on `today` (yyyy-mm-dd); a version dated later waits. */
export function readCurrentNotice(today: string): PrivacyNotice {
  const held = readNotices().filter((notice) => notice.version <= today);
  const current = held.at(-1) ?? readNotices()[0];
  if (!current) throw new Error('content/privacy/notices holds no notice');
  return current;
}
