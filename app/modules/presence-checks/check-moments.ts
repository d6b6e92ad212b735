import { type KeyRing, keyRing, ringSign, ringVerify } from '~/platform/key-ring';
import { type SecondRange, unionRanges } from '~/platform/ranges';
import { edgeSeconds, plannedChecks } from './schema';

/** One moment of a session's timeline at which one member is asked. */
export interface CheckMoment {
  /** From 1. */
  number: number;
  /** Second of the timeline. */
  at: number;
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

/** Derived once per process from SESSION_SECRET, apart from every other key made of it. */
export function presenceCheckKey(sessionSecret: string): KeyRing {
  return keyRing(sessionSecret, 'presence-check');
}

/**
 * A member's moments in a session, in order. The timeline without its edges is cut into as many equal stretches as there are checks,
 * and each has its moment somewhere in its first three quarters: nobody can guess it, everybody's lie elsewhere, and between two
 * there is at least a quarter of a stretch. Always the same for the same secret, so that nothing has to be stored until one is asked.
 * One HMAC for all of them: a web process works them out for every ticket it meets.
 */
export function checkMoments(plan: CheckPlan, key: KeyRing): CheckMoment[] {
  const { sessionId, memberId, count, seconds } = plan;
  const planned = plannedChecks(count, seconds);
  const edge = edgeSeconds(seconds);
  const stretch = (seconds - 2 * edge) / planned;
  const chance = ringSign(`moments:${sessionId}:${memberId}`, key);
  return Array.from({ length: planned }, (_, i) => {
    const fraction = chance.readUInt32BE(4 * i) / 2 ** 32;
    return { number: i + 1, at: Math.floor(edge + stretch * (i + 0.75 * fraction)) };
  });
}

/** 96 bits: enough for something that opens a question for oneself. */
const SIGNATURE_BYTES = 12;
const textOf = ({ sessionId, memberId }: Owner, { number, at }: CheckMoment): string =>
  `token:${sessionId}:${memberId}:${number}:${at}`;

/** Proof for a player that the server told its owner this moment: `number.at.signature`. */
export const checkToken = (owner: Owner, moment: CheckMoment, key: KeyRing): string =>
  `${moment.number}.${moment.at}.${ringSign(textOf(owner, moment), key, SIGNATURE_BYTES).toString('base64url')}`;

/** The moment a token speaks of; null: not ours, or somebody else's. */
export function readCheckToken(token: string, owner: Owner, key: KeyRing): CheckMoment | null {
  const [, number, at, signature] = /^([1-4])\.(\d{1,9})\.([\w-]{16})$/.exec(token) ?? [];
  if (!number || !at || !signature) return null;
  const found = { number: Number(number), at: Number(at) };
  return ringVerify(textOf(owner, found), Buffer.from(signature, 'base64url'), key, SIGNATURE_BYTES) ? found : null;
}

/** How far ahead a player is told, seconds of the timeline: until its next two beats have been answered, at the fastest rate. */
export const TELL_AHEAD_SECONDS = 45;

const NOTHING: readonly CheckMoment[] = [];

/** What the answer to a beat tells: moments it has just passed or will soon. Nearly always none, and then no memory is made. */
export function nearChecks(
  { ranges, position }: { ranges: readonly SecondRange[]; position: number },
  moments: readonly CheckMoment[],
): readonly CheckMoment[] {
  let near = NOTHING;
  for (const moment of moments) {
    const ahead = moment.at - position;
    const soon = ahead >= 0 && ahead <= TELL_AHEAD_SECONDS;
    if (soon || ranges.some(([from, to]) => from <= moment.at && moment.at < to)) near = [...near, moment];
  }
  return near;
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
