import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type SecondRange, unionRanges } from '~/platform/ranges';
import { edgeSeconds, plannedChecks } from './schema';

/** One moment of a session's timeline at which one member is asked. */
export interface CheckMoment {
  /** From 1. */
  number: number;
  /** Second of the timeline. */
  at: number;
  /** Proof for the player that the server told this moment: `number.at.signature`. */
  token: string;
}

/** Whose moments, and how the session is planned. */
export interface CheckPlan {
  sessionId: number;
  memberId: number;
  /** Checks a session, by the campaign's rules. */
  count: number;
  /** Length of the timeline, or while nobody knows it the announced one. */
  seconds: number;
}

type Owner = Pick<CheckPlan, 'sessionId' | 'memberId'>;

let derived: { from: string; key: KeyObject } | undefined;

/** Derived once per process from SESSION_SECRET, apart from every other key made of it. */
export function presenceCheckKey(sessionSecret: string): KeyObject {
  if (derived?.from !== sessionSecret) {
    const bytes = Buffer.from(hkdfSync('sha256', sessionSecret, 'diemcau', 'presence-check', 32));
    derived = { from: sessionSecret, key: createSecretKey(bytes) };
  }
  return derived.key;
}

const hmac = (text: string, key: KeyObject): Buffer => createHmac('sha256', key).update(text).digest();

/** A number in [0, 1) that only the server can work out. */
const fraction = ({ sessionId, memberId }: Owner, number: number, key: KeyObject): number =>
  hmac(`moment:${sessionId}:${memberId}:${number}`, key).readUInt32BE(0) / 2 ** 32;

/**
 * A member's moments in a session, in order. The timeline without its edges is cut into as many equal stretches as there are checks,
 * and each has its moment somewhere in its first three quarters: nobody can guess it, everybody's lie elsewhere, and between two
 * there is at least a quarter of a stretch. Always the same for the same secret, so that nothing has to be stored until one is asked.
 */
export function checkMoments(plan: CheckPlan, key: KeyObject): CheckMoment[] {
  const { count, seconds } = plan;
  const planned = plannedChecks(count, seconds);
  const edge = edgeSeconds(seconds);
  const stretch = (seconds - 2 * edge) / planned;
  return Array.from({ length: planned }, (_, i) => {
    const number = i + 1;
    const at = Math.floor(edge + stretch * (i + 0.75 * fraction(plan, number, key)));
    return { number, at, token: `${number}.${at}.${sign(plan, number, at, key)}` };
  });
}

/** 96 bits: enough for something that opens a question for oneself. */
const sign = ({ sessionId, memberId }: Owner, number: number, at: number, key: KeyObject): string =>
  hmac(`token:${sessionId}:${memberId}:${number}:${at}`, key).subarray(0, 12).toString('base64url');

/** The moment a token speaks of; null: not ours, or somebody else's. */
export function readCheckToken(token: string, owner: Owner, key: KeyObject): { number: number; at: number } | null {
  const [, number, at, signature] = /^([1-4])\.(\d{1,9})\.([\w-]{16})$/.exec(token) ?? [];
  if (!number || !at || !signature) return null;
  const found = { number: Number(number), at: Number(at) };
  const expected = Buffer.from(sign(owner, found.number, found.at, key));
  return timingSafeEqual(expected, Buffer.from(signature)) ? found : null;
}

/** How far ahead a player is told, seconds of the timeline: until its next two beats have been answered, at the fastest rate. */
export const TELL_AHEAD_SECONDS = 45;

/** What the answer to a beat tells: tokens of moments it has just passed or will soon. Null nearly always; no memory is made then. */
export function nearChecks(
  beat: { ranges: readonly SecondRange[]; position: number },
  moments: readonly CheckMoment[],
): string | null {
  let told: string | null = null;
  for (const { at, token } of moments) {
    const ahead = at - beat.position;
    const near = (ahead >= 0 && ahead <= TELL_AHEAD_SECONDS) || beat.ranges.some(([from, to]) => from <= at && at < to);
    if (near) told = told === null ? token : `${told},${token}`;
  }
  return told;
}

/** Moments that lie in what was watched and were never put: the page was closed just then, or the answer to the beat was lost. */
export function dueChecks(
  watched: Iterable<SecondRange>,
  asked: readonly { number: number }[],
  moments: readonly CheckMoment[],
): CheckMoment[] {
  const ranges = unionRanges(watched);
  return moments.filter(
    ({ number, at }) =>
      !asked.some((one) => one.number === number) && ranges.some(([from, to]) => from <= at && at < to),
  );
}
