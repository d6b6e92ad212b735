import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from '~/platform/services';
import { dayInZone, HANOI } from '~/platform/time';
import { readCurrentNotice } from './read-privacy-content.server';

/** What is to be said to a person at the top of their pages. */
export interface NoticeState {
  /** The version of the privacy notice they have not read. */
  unread: { version: string; again: boolean } | null;
  /** Their password was reset since they last signed in. */
  reset: { id: number; at: string; by: string | null } | null;
}

const NOTHING: NoticeState = { unread: null, reset: null };
/** Sign-ins of this process to whom there is nothing to say: a reset ends every sign-in, so the next one is another. */
const quiet = new Map<number, string>();
const MAX_QUIET = 50_000;

/** One query a sign-in and process, as soon as everything is read. */
export async function findNoticeState(
  viewer: Viewer,
  { db, clock }: Pick<Services, 'db' | 'clock'>,
): Promise<NoticeState> {
  const { version } = readCurrentNotice(dayInZone(clock.now(), HANOI));
  if (quiet.get(viewer.authSessionId) === `${viewer.accountId}:${version}`) return NOTHING;
  const [row] = await db.$queryRaw<{ read: boolean; earlier: boolean; reset: NoticeState['reset'] }[]>`
    select exists (select from notice_reading where account_id = ${viewer.accountId} and version = ${version}) as read,
           exists (select from notice_reading where account_id = ${viewer.accountId}) as earlier,
           (select json_build_object('id', id, 'at', used_at, 'by', issued_by_name) from password_reset
             where account_id = ${viewer.accountId} and used_at is not null and told_at is null order by used_at desc limit 1) as reset`;
  if (row?.read && !row.reset) {
    if (quiet.size >= MAX_QUIET) quiet.clear();
    quiet.set(viewer.authSessionId, `${viewer.accountId}:${version}`);
    return NOTHING;
  }
  return { unread: row?.read ? null : { version, again: row?.earlier ?? false }, reset: row?.reset ?? null };
}
