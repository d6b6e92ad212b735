import type { LiveView } from '~/modules/broadcasts/schema';

/** A code on the hall's screen is replaced this often, and taken for so long after it appeared; milliseconds. */
export const CODE_STEP_MS = 30_000;
export const CODE_VALID_MS = 90_000;
/** Somebody who has scanned a good code has this long to press the button; milliseconds. */
export const SCANNED_VALID_MS = 5 * 60_000;

/** Members on one page of a roll-call. */
export const ROLL_PAGE = 200;
export const VENUES_PAGE = 50;

/** The newest roll-call of a member: present, absent, or null: not called yet. */
export type Mark = boolean | null;

/** One tap of a clerk. `seen` is the mark that stood on their page: what another clerk wrote meanwhile is not overwritten unseen. */
export interface MarkEntry {
  memberId: number;
  present: boolean;
  seen: Mark;
}

export interface RollCallMember {
  memberId: number;
  fullName: string;
  birthYear: number | null;
  unitName: string;
  required: boolean;
  mark: Mark;
  /** The other hall in which they are marked present; they are not called here. */
  elsewhere: string | null;
  /** They say they are in this hall, and no roll-call has said so or denied it. */
  waiting: boolean;
}

export interface RollCallSummary {
  listed: number;
  required: number;
  /** Of the listed. */
  present: number;
  absent: number;
  uncalled: number;
  elsewhere: number;
  /** Members of other units who are present here. */
  walkIns: number;
  /** Check-ins that wait for the clerk, of listed members and of others. */
  waiting: number;
}

/** What a page that is open learns again and again: marks by member id, and the sums. */
export interface RollCallNews {
  marks: Record<string, Mark>;
  summary: RollCallSummary;
}

export interface MarkConflict {
  memberId: number;
  /** Vietnamese, a translation key with `params`. */
  message: string;
  params: Record<string, string>;
}

export type VenueState = 'WAITING' | 'OPEN' | 'CLOSED';

/** What a hall's screen plays now. */
export type HallPicture = 'RECORDING' | 'LIVE' | 'NONE';

/** Codes that a screen is given at once: three minutes. */
export const CODES_AHEAD = 6;

export interface ScreenNews {
  state: VenueState;
  picture: HallPicture;
  /** The broadcast as it stands; null: none, or there is a recording, or the hall is not open. */
  view: LiveView | null;
  /** Addresses for the phones: of this half minute, the next one and so on; none while the hall is not open. */
  codes: string[];
  /** Milliseconds until the second of them. */
  nextIn: number;
}

/** The code that is good so many milliseconds after the news came; null when they are used up. Never one of the future. */
export function codeAfter({ codes, nextIn }: Pick<ScreenNews, 'codes' | 'nextIn'>, elapsedMs: number): string | null {
  const step = elapsedMs < nextIn ? 0 : 1 + Math.floor((elapsedMs - nextIn) / CODE_STEP_MS);
  return codes[step] ?? null;
}

export const venueStateOf = ({ openedAt, closedAt }: { openedAt: unknown; closedAt: unknown }): VenueState =>
  closedAt ? 'CLOSED' : openedAt ? 'OPEN' : 'WAITING';

/** Words of the states on the screen; translation keys. */
export const VENUE_STATE_NAMES: Record<VenueState, string> = {
  WAITING: 'Chưa mở',
  OPEN: 'Đang mở',
  CLOSED: 'Đã đóng',
};

/** Something the form of a hall offers: a unit or a person. */
export interface VenueChoice {
  /** Unit code or username. */
  code: string;
  label: string;
  note: string;
}
