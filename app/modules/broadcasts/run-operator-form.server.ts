import type { Viewer } from '~/modules/accounts/viewer';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { BROADCAST_ORDERS } from './broadcast-state';
import { revokeStreamKey, rotateStreamKey } from './change-stream-key.server';
import { publishRecordingJob } from './jobs';
import { orderBroadcast } from './order-broadcast.server';
import { readClock } from './read-clock';
import { reachAgendaItem, saveAgenda } from './save-agenda.server';
import { scheduleBroadcast } from './schedule-broadcast.server';
import { STREAM_SLOTS, type StreamSlot } from './schema';
import { trimRecording } from './trim-recording.server';

type FormServices = Omit<Services, 'close'>;

interface Done {
  intent: string;
  key?: { slot: StreamSlot; key: string };
}

/** One posted form of the operator's page. @throws AppError */
export async function runOperatorForm(
  services: FormServices,
  { viewer, sessionId, form }: { viewer: Viewer; sessionId: number; form: FormData },
): Promise<Done> {
  const intent = String(form.get('intent') ?? '');
  const who = { viewer, sessionId };
  switch (intent) {
    case 'schedule':
      await scheduleBroadcast(services, who);
      return { intent };
    case 'rotate': {
      const slot = readSlot(form);
      return { intent, key: { slot, key: await rotateStreamKey(services, { ...who, slot }) } };
    }
    case 'revoke':
      await revokeStreamKey(services, { ...who, slot: readSlot(form) });
      return { intent };
    case 'agenda':
      await saveAgenda(services, { ...who, text: String(form.get('agenda') ?? '').slice(0, 20_000) });
      return { intent };
    case 'reach':
      await reachAgendaItem(services, { ...who, itemId: Number(form.get('itemId')) });
      return { intent };
    case 'order': {
      const order = BROADCAST_ORDERS.find((one) => one === form.get('order'));
      if (!order) throw notFound();
      await orderBroadcast(services, { ...who, order });
      return { intent: order };
    }
    case 'trim':
      await trim(services, who, form);
      return { intent };
    default:
      throw notFound();
  }
}

function readSlot(form: FormData): StreamSlot {
  const slot = STREAM_SLOTS.find((one) => one === form.get('slot'));
  if (!slot) throw notFound();
  return slot;
}

async function trim(services: FormServices, who: { viewer: Viewer; sessionId: number }, form: FormData): Promise<void> {
  const from = readClock(String(form.get('from') ?? '')) ?? 0;
  const to = readClock(String(form.get('to') ?? ''));
  if (Number.isNaN(from) || Number.isNaN(to) || (to !== null && to <= from)) {
    throw new AppError(
      'invalid',
      'TRIM_TIMES',
      'Thời điểm cắt chưa đúng. Đồng chí nhập dạng giờ:phút:giây, ví dụ 0:05:30, và điểm cuối sau điểm đầu.',
    );
  }
  const published = await trimRecording(services, { ...who, from, to });
  // Verdicts follow in the worker; the sweep of uncounted coverage finds them if this is lost.
  if (published?.changed)
    await services.queues.enqueue(publishRecordingJob, { broadcastId: published.broadcastId }).catch(() => {});
}
