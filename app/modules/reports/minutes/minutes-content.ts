import type { LetterheadData } from '../letterhead';
import type { SessionAttendance } from '../schema';
import type { MinutesFields } from './input';
import type { MinutesTemplate } from './minutes-template';

/** What the system knows about a session at one moment. Times are ISO strings; counts are whole people. */
export interface MinutesFacts {
  takenAt: string;
  campaign: { code: string; title: string };
  session: { position: number; title: string; topic: string; lecturer: string; lecturerTitle: string };
  /** As broadcast; else as planned. */
  begunAt: string;
  endedAt: string | null;
  broadcast: boolean;
  agenda: { title: string; reachedAt: string | null }[];
  attendance: SessionAttendance;
  venues: MinutesVenue[];
  /** Let through or answered, without whose they are. */
  questions: MinutesQuestion[];
  /** Closed ones, as they were closed. */
  polls: MinutesPoll[];
}

export interface MinutesVenue {
  name: string;
  place: string;
  host: string;
  /** Members present by the newest roll-call. */
  present: number;
  /** Non-members; null: not counted. */
  guests: number | null;
}

export interface MinutesQuestion {
  documentTitle: string | null;
  paragraph: number | null;
  body: string;
  answer: string | null;
}

export interface MinutesPoll {
  title: string;
  secret: boolean;
  closedAt: string;
  eligible: number;
  turnout: number;
  /** Basis points. */
  quorum: number;
  quorumReached: boolean;
  options: { name: string; votes: number }[];
}

/** Everything the paper is made of: what is frozen when minutes are finalised. */
export interface MinutesContent {
  version: number;
  /** Still being written. */
  draft: boolean;
  facts: MinutesFacts;
  fields: MinutesFields;
  letterhead: LetterheadData;
  template: MinutesTemplate;
}
