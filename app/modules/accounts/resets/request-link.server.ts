import { randomUUID } from 'node:crypto';
import { AppError } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import { answerResetRequestJob } from './jobs';
import { countReset } from './reset-throttle.server';

/** Requests an address, and one for the same name or e-mail, may make in a quarter of an hour. */
const ADDRESS_REQUESTS = 40;
const SAME_REQUESTS = 3;

type Work = Pick<Services, 'db' | 'cipher' | 'clock' | 'queues' | 'redis' | 'env' | 'logger'>;

/**
 * Somebody wants a link by e-mail. Nothing is looked up here: every request is written down and queued alike, so neither words nor time
 * tell whether the account or the address exists.
 */
export async function requestResetLink(
  { identifier, address }: { identifier: string; address: string },
  services: Work,
): Promise<void> {
  const { db, cipher, clock, queues } = services;
  if ((await countReset('link', address, services)) > ADDRESS_REQUESTS)
    throw new AppError(
      'rate-limited',
      'RESET_THROTTLED',
      'Có quá nhiều lần thử từ mạng của đồng chí. Hãy chờ 15 phút rồi thử lại.',
    );
  const text = identifier.normalize('NFC').trim().toLowerCase().slice(0, 200);
  // Also counted for names nobody has; said with the same words as a request that is followed.
  if ((await countReset('same', text, services)) > SAME_REQUESTS) return;
  const id = randomUUID();
  await asPart('sign-in', () =>
    db.resetRequest.create({
      data: {
        id,
        identifier: cipher.seal(text, { table: 'reset_request', column: 'identifier', row: id }),
        sealKey: cipher.currentKey(),
        createdAt: clock.now(),
      },
    }),
  );
  await queues.enqueue(answerResetRequestJob, { requestId: id });
}
