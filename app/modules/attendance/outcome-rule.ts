import { type AttendanceWay, reachesThreshold } from './schema';

/** Newest row of each kind of evidence about one member and one session, and what the player covered. */
export interface SessionFacts {
  /** Whole seconds of the timeline; 0: nothing to cover yet (no recording, no broadcast). */
  timelineSeconds: number;
  /** Seconds of the union of live and recording. */
  covered: number;
  /** Seconds covered while it was broadcast, and from the recording. */
  liveCovered: number;
  recordingCovered: number;
  /** Presence checks that were answered in time or whose explanation was accepted. */
  checksMet: number;
  /** So many must be for coverage to count, by the campaign's rules and the session's length; 0: they are evidence only. */
  checksNeeded: number;
  /** Newest roll-call: present or absent; null: none. */
  rollCall: boolean | null;
  /** Newest excuse: granted or withdrawn; null: none. */
  excuse: boolean | null;
  /** Newest correction by a person, with its reason on record; null: none. */
  correction: { attended: boolean; way: AttendanceWay | null } | null;
}

export interface CampaignFacts {
  /** In the order of the sessions' positions. */
  sessions: readonly SessionFacts[];
  required: boolean;
  quizPassed: boolean;
  paperDone: boolean;
}

export interface CampaignRules {
  /** Basis points. */
  coverageThreshold: number;
  quizRequired: boolean;
  paperRequired: boolean;
}

export interface SessionVerdict {
  way: AttendanceWay | null;
  excused: boolean;
}

export interface CampaignVerdict {
  required: boolean;
  sessions: SessionVerdict[];
  studied: boolean;
  way: AttendanceWay | null;
  excused: boolean;
}

/**
 * One session: the newest correction decides; else presence in the hall; else coverage of at least the threshold, which is
 * ONLINE when at least as much was covered live as from the recording, and MAKE_UP otherwise. Where the rules ask for presence checks,
 * coverage counts together with them; a hall and a correction do not need them.
 */
export function judgeSession(facts: SessionFacts, coverageThreshold: number): SessionVerdict {
  const way = wayOf(facts, coverageThreshold);
  return { way, excused: way === null && facts.excuse === true };
}

function wayOf(facts: SessionFacts, coverageThreshold: number): AttendanceWay | null {
  if (facts.correction) return facts.correction.attended ? (facts.correction.way ?? 'MAKE_UP') : null;
  if (facts.rollCall === true) return 'HALL';
  if (!reachesThreshold(facts.covered, facts.timelineSeconds, coverageThreshold)) return null;
  if (facts.checksMet < facts.checksNeeded) return null;
  return facts.liveCovered >= facts.recordingCovered ? 'ONLINE' : 'MAKE_UP';
}

/**
 * The campaign: studied when every session is attended, and the quiz passed and the paper accepted where the rules ask for them.
 * Its way is the latest that was needed: any make-up makes MAKE_UP, else any online makes ONLINE, else HALL.
 * Excused: not studied, and every session that is missing is excused (somebody who only lacks the quiz is not excused).
 * A campaign without sessions is never studied by itself.
 */
export function judgeCampaign(facts: CampaignFacts, rules: CampaignRules): CampaignVerdict {
  const sessions = facts.sessions.map((session) => judgeSession(session, rules.coverageThreshold));
  const attended = sessions.length > 0 && sessions.every((session) => session.way !== null);
  const studied = attended && (!rules.quizRequired || facts.quizPassed) && (!rules.paperRequired || facts.paperDone);
  const missing = sessions.filter((session) => session.way === null);
  return {
    required: facts.required,
    sessions,
    studied,
    way: studied ? latestWay(sessions) : null,
    excused: !studied && missing.length > 0 && missing.every((session) => session.excused),
  };
}

function latestWay(sessions: readonly SessionVerdict[]): AttendanceWay {
  if (sessions.some((session) => session.way === 'MAKE_UP')) return 'MAKE_UP';
  return sessions.some((session) => session.way === 'ONLINE') ? 'ONLINE' : 'HALL';
}
