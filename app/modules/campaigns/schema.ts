export const DOCUMENT_KINDS = ['RESOLUTION', 'DIRECTIVE', 'CONCLUSION', 'REGULATION', 'GUIDANCE', 'OTHER'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const DOCUMENT_KIND_NAMES: Record<DocumentKind, string> = {
  RESOLUTION: 'Nghị quyết',
  DIRECTIVE: 'Chỉ thị',
  CONCLUSION: 'Kết luận',
  REGULATION: 'Quy định',
  GUIDANCE: 'Hướng dẫn',
  OTHER: 'Tài liệu khác',
};

export type CampaignState = 'DRAFT' | 'OPEN' | 'CLOSED';

export const CAMPAIGN_STATE_NAMES: Record<CampaignState, string> = {
  DRAFT: 'Bản nháp',
  OPEN: 'Đang mở',
  CLOSED: 'Đã kết thúc',
};

export type RosterReason = 'REQUIRED' | 'EXEMPT' | 'TRANSFERRED_OUT' | 'TEMPORARILY_ELSEWHERE';
export type MemberActivity =
  | 'ACTIVE'
  | 'EXEMPT'
  | 'TEMPORARILY_ELSEWHERE'
  | 'TRANSFERRED_OUT'
  | 'STRUCK_OFF'
  | 'DECEASED';

export const ROSTER_REASON_NAMES: Record<RosterReason, string> = {
  REQUIRED: 'Phải học',
  EXEMPT: 'Được miễn',
  TRANSFERRED_OUT: 'Chuyển đi',
  TEMPORARILY_ELSEWHERE: 'Tạm sinh hoạt nơi khác',
};

// What a campaign asks of one member; worked out by requirements.ts. Moments are UTC in ISO text, lengths whole seconds.

export interface SessionProgress {
  id: number;
  position: number;
  title: string;
  topic: string;
  lecturer: string;
  lecturerTitle: string;
  startsAt: string;
  endsAt: string | null;
  /** Length of the recording; null: none published yet. */
  timelineSeconds: number | null;
  covered: number;
  /** 0 not attended, 1 hall, 2 online, 3 make-up. */
  way: number;
  /** Presence checks that are met; 0 where the rules need none. */
  checksMet: number;
}

export interface QuizProgress {
  questionCount: number;
  minutes: number;
  attempts: number;
  /** Basis points. */
  passMark: number;
  afterCoverage: boolean;
  opensAt: string | null;
  closesAt: string | null;
  attemptsUsed: number;
  /** The attempt whose clock is running. */
  ongoing: { number: number; endsAt: string } | null;
  /** Best mark, basis points; null: nothing submitted. */
  best: number | null;
  passed: boolean;
}

export interface DocumentProgress {
  code: string;
  kind: string;
  referenceNumber: string | null;
  title: string;
  issuer: string | null;
  issuedOn: string | null;
  readAt: string | null;
}

export interface MemberCampaign {
  code: string;
  title: string;
  description: string;
  state: CampaignState;
  opensAt: string | null;
  deadlineAt: string;
  deadlineTimeZone: string;
  closedAt: string | null;
  /** Basis points. */
  coverageThreshold: number;
  /** Presence checks a session, and how many of them must be met; 0: none. */
  presenceChecks: number;
  presenceChecksNeeded: number;
  quizRequired: boolean;
  rosterReason: RosterReason | null;
  studied: boolean;
  excused: boolean;
  documents: DocumentProgress[];
  sessions: SessionProgress[];
  quiz: QuizProgress | null;
}

/** `checks`: enough was covered, presence checks are still to be answered. */
export type SessionState = 'done' | 'checks' | 'started' | 'ready' | 'upcoming' | 'noRecording';
export type QuizState = 'passed' | 'running' | 'ready' | 'retry' | 'locked' | 'notOpen' | 'closed' | 'usedUp';

/** What a page needs to name a campaign and its deadline. */
export type CampaignName = Pick<MemberCampaign, 'code' | 'title' | 'deadlineAt' | 'deadlineTimeZone'>;

export type NextStep =
  | { kind: 'attempt'; campaign: CampaignName; number: number; endsAt: string }
  | { kind: 'upcoming'; campaign: CampaignName; session: SessionProgress }
  | { kind: 'watch'; campaign: CampaignName; session: SessionProgress }
  | { kind: 'quiz'; campaign: CampaignName; retry: boolean }
  | { kind: 'read'; campaign: CampaignName; document: DocumentProgress };

export interface MemberCampaignView extends Omit<MemberCampaign, 'sessions'> {
  quizState: QuizState | null;
  /** `needed`: seconds that must be covered; null while there is no recording. `checksNeeded`: presence checks that must be met. */
  sessions: (SessionProgress & { state: SessionState; needed: number | null; checksNeeded: number })[];
}
