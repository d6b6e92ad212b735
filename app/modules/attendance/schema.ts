import type { SecondRange } from '~/platform/ranges';

/** Where covered seconds come from; the same letters are in the playback ticket. */
export const COVERAGE_SOURCES = ['LIVE', 'RECORDING'] as const;
export type CoverageSource = (typeof COVERAGE_SOURCES)[number];

export const ATTENDANCE_WAYS = ['HALL', 'ONLINE', 'MAKE_UP'] as const;
export type AttendanceWay = (typeof ATTENDANCE_WAYS)[number];

/** Words of the three ways on the screen. */
export const WAY_LABELS = {
  HALL: 'Trực tiếp tại điểm cầu',
  ONLINE: 'Trực tuyến',
  MAKE_UP: 'Học bổ sung',
} as const satisfies Record<AttendanceWay, string>;

/** A beat is sent this often while something plays, seconds. */
export const BEAT_SECONDS = 15;
/** The fastest rate that counts; the player offers no faster one. */
export const MAX_RATE = 1.5;
/**
 * Seconds of unspent allowance that a member keeps from one beat to the next. Two beats' worth: a beat that the network held
 * back for a quarter of a minute must not cost the next one its seconds. It is earned time, so the sum never exceeds
 * MAX_RATE × the time since the ticket.
 */
export const CARRY_SECONDS = 2 * BEAT_SECONDS;
/** Clocks of two web processes may differ by this much when a first beat arrives, seconds. Granted once per member and session. */
export const CLOCK_GRACE_SECONDS = 2;

/** Limits of one beat. */
export const MAX_RANGES = 64;
export const MAX_BEAT_BYTES = 8 * 1024;
/** Beats per ticket in RATE_WINDOW_MS before 429: normal play sends one in 15 s, a restless hand on the time line perhaps one a second. */
export const RATE_WINDOW_MS = 10_000;
export const RATE_LIMIT = 40;

/** What a beat's answer says when it is not 204. */
export type BeatRefusal = 'MALFORMED' | 'TICKET' | 'OUTSIDE_TIMELINE' | 'TOO_MANY' | 'UNAVAILABLE';

/** What the page's strip and ring show; seconds. */
export interface CoverageView {
  /** 0: nothing to cover yet. */
  timelineSeconds: number;
  /** Basis points of the timeline that must be covered. */
  threshold: number;
  covered: number;
  live: SecondRange[];
  recording: SecondRange[];
  position: number;
  /** How the session counts already, by whatever evidence; null: it does not yet. */
  way: AttendanceWay | null;
  /** Every requirement of the campaign is met. */
  studied: boolean;
}

/** `member_outcome.ways` stores a way as a number; 0: not attended. */
export const WAY_CODES = { HALL: 1, ONLINE: 2, MAKE_UP: 3 } as const satisfies Record<AttendanceWay, number>;

export const wayOfCode = (code: number | null | undefined): AttendanceWay | null =>
  ATTENDANCE_WAYS.find((way) => WAY_CODES[way] === code) ?? null;

/** Covered share in tenths of a percent, cut: the screen never says 80 % before 80 % is reached. */
export function coveredTenths(covered: number, timelineSeconds: number): number {
  return timelineSeconds > 0 ? Math.min(1000, Math.floor((covered * 1000) / timelineSeconds)) : 0;
}

/** Seconds that must be covered: the smallest whole number that reaches the threshold (basis points). */
export function neededSeconds(timelineSeconds: number, threshold: number): number {
  return Math.ceil((timelineSeconds * threshold) / 10_000);
}

/** Whether so much is enough, in whole numbers: never a rounded percentage against a threshold. */
export function reachesThreshold(covered: number, timelineSeconds: number, threshold: number): boolean {
  return timelineSeconds > 0 && covered * 10_000 >= threshold * timelineSeconds;
}
