import { expect } from '@jest/globals';
import type { Services } from '~/platform/services';
import type { Stack } from './stack';

/**
 * At the end of a run: no name of a person, no user name, no card number, address or password, and nothing that opens anything stands in what
 * the processes logged; and they did log.
 */
export async function expectCleanLogs(
  stack: Stack,
  { db }: Services,
  more: readonly string[] = [],
  names: ('web' | 'worker')[] = ['web'],
): Promise<void> {
  const [members, accounts] = await Promise.all([
    db.member.findMany({ select: { fullName: true, cardNumber: true, email: true, phone: true } }),
    db.account.findMany({ select: { username: true, displayName: true } }),
  ]);
  const words = [
    ...members.flatMap(({ fullName, cardNumber, email, phone }) => [fullName, cardNumber, email, phone]),
    ...accounts.flatMap(({ username, displayName }) => [username, displayName]),
    ...[stack.password, stack.env.SESSION_SECRET, stack.env.MEDIA_SECRET, ...more],
  ].filter((word): word is string => typeof word === 'string' && word.length > 3);
  expect(words.length).toBeGreaterThan(5);
  for (const name of names) {
    const log = stack.log(name).normalize('NFC');
    expect(log.length).toBeGreaterThan(1_000);
    expect(words.filter((word) => log.includes(word.normalize('NFC')))).toEqual([]);
    // Sign-ins, passes, tickets, form tokens.
    expect(log).not.toMatch(/\b(?:__Host-)?dcf?=[\w-]{20}|\bm[12]\.\d+\.|\bp1\.[\w-]{20}|diemcau_media/);
  }
}
