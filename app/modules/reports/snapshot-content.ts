import { createHash } from 'node:crypto';
import type { Figures } from './figures';

/** What a snapshot stores in `figures`: rules, sessions and one row per unit of the subtree, the top unit first. */
export interface FrozenFigures {
  version: 1;
  campaign: {
    code: string;
    title: string;
    opensAt: string | null;
    deadlineAt: string;
    deadlineTimeZone: string;
    coverageThreshold: number;
    /** Absent where nobody was asked. */
    presenceChecks?: { count: number; needed: number };
    quizRequired: boolean;
    paperRequired: boolean;
  };
  sessions: {
    position: number;
    title: string;
    topic: string;
    lecturer: string;
    lecturerTitle: string;
    startsAt: string;
  }[];
  bands: { label: string; from: number }[];
  /** Halls (điểm cầu) run by the units, by session; absent where no hall was set up. */
  venues?: FrozenVenue[];
  /** In reading order: a unit, then its subtree. `sum` includes the subtree. */
  units: FrozenUnit[];
}

export interface FrozenVenue {
  /** Of the session. */
  position: number;
  name: string;
  place: string;
  host: string;
  units: string[];
  /** Members present by the newest roll-call, those of units that are not the hall's among them. */
  present: number;
  walkIns: number;
  /** Counted by head; null: not counted. */
  headcount: number | null;
  guests: number | null;
}

export interface FrozenUnit {
  id: number;
  parentId: number | null;
  code: string;
  name: string;
  kind: string;
  depth: number;
  own: Figures;
  sum: Figures;
}

/** A member as frozen; the order of the fields is part of the hash. */
export interface FrozenMember {
  memberId: number;
  unitId: number;
  fullName: string;
  sortKey: string;
  birthYear: number | null;
  required: boolean;
  rosterReason: string;
  studied: boolean;
  way: string | null;
  excused: boolean;
  keyCadre: boolean;
  quizScore: number | null;
  quizPassed: boolean;
  paperDone: boolean;
  note: string | null;
}

/** JSON with sorted keys: the same content gives the same text, also after a round trip through jsonb. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** SHA-256 over the figures, then one line a member in order of id. Feed members batch by batch; nothing is kept. */
export class SnapshotHash {
  private readonly hash = createHash('sha256');

  constructor(figures: FrozenFigures) {
    this.hash.update(`${canonicalJson(figures)}\n`);
  }

  add(member: FrozenMember): void {
    const { memberId, unitId, fullName, sortKey, birthYear, required, rosterReason, studied, way } = member;
    const { excused, keyCadre, quizScore, quizPassed, paperDone, note } = member;
    const line = [memberId, unitId, fullName, sortKey, birthYear, required, rosterReason, studied, way];
    this.hash.update(`${JSON.stringify([...line, excused, keyCadre, quizScore, quizPassed, paperDone, note])}\n`);
  }

  hex(): string {
    return this.hash.digest('hex');
  }
}
