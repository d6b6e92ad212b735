import { canAnywhere } from '~/modules/accounts/access';
import { findAlarms } from '~/modules/accounts/emergencies/list-emergencies.server';
import type { EmergencyAlarm } from '~/modules/accounts/emergencies/schema';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Services } from '~/platform/services';
import { findNoticeState, type NoticeState } from './find-notice-state.server';
import { isForLater } from './later-cookie';

/** For the layouts: what stands above the page of this request. */
export async function findStandingNotices(
  { viewer, request }: { viewer: Viewer; request: Request },
  services: Pick<Services, 'db' | 'clock'>,
): Promise<NoticeState & { timeZone: string; alarms: EmergencyAlarm[]; watching: boolean }> {
  const { unread, reset } = await findNoticeState(viewer, services);
  const alarms = await findAlarms({ viewer, now: services.clock.now() }, services.db);
  return {
    alarms,
    watching: canAnywhere(viewer, 'emergency.review'),
    unread: unread && isForLater(request, unread.version) ? null : unread,
    reset,
    timeZone: viewer.timeZone,
  };
}
