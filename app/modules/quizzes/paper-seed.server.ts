import { createHmac } from 'node:crypto';

/**
 * The seed of an attempt's paper, from what names the attempt and a secret of the server: were it the number alone, anybody
 * could redo the shuffle and read the bank's order (where authors put the right choice first) off the screen.
 */
export function paperSeed(secret: string, attempt: { quizId: number; memberId: number; number: number }): string {
  const name = `quiz-paper:${attempt.quizId}:${attempt.memberId}:${attempt.number}`;
  return createHmac('sha256', secret).update(name).digest('hex');
}
