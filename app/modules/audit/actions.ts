/** A field's value before and after. */
type Change = { from: unknown; to: unknown };
type Changes = Record<string, Change>;
/** Nothing besides actor and target. */
type Nothing = Record<string, never>;
type Ids = readonly number[];

type BroadcastOrder = { broadcastId: number; from: string; to: string };
type Evidence = { sessionId: number; evidenceId: number; positive: boolean; way: string | null; reason: string };
type CheckDecision = {
  sessionId: number;
  number: number;
  reason: string | null;
  explanation: string | null;
  before?: { accepted: boolean | null; reason: string | null };
};
type Published = {
  assetId: number;
  broadcastId?: number;
  timelineSeconds: number;
  liveOffset?: number | null;
  previousAssetId?: number;
  previousSeconds?: number;
  previousOffset?: number | null;
};
/** What a list of people was asked for, and how many it showed. The people themselves: `memberIds` of the entry. */
type ListRead = { count: number; search?: string; unitCode?: string; page?: number; format?: string; filter?: string };

/**
 * The one table of what the audit log can say: action → shape of its data. An action that is not here, or data of another shape,
 * does not compile. A new action also needs its sentence in `schema.ts` (which does not compile without), and that sentence its English.
 */
export interface AuditActions {
  // accounts
  'account.sign-in': { method: string };
  'account.sign-in-failed': { reason: string };
  'account.reauthenticate': { by: string };
  'account.add-totp': { recoveryCodes: boolean };
  'account.remove-totp': Nothing;
  'account.add-passkey': { name: string; recoveryCodes: boolean };
  'account.remove-passkey': { name: string };
  'account.new-recovery-codes': Nothing;
  'account.reset-factors': { username: string; totp: boolean; passkeys: number };
  'account.link-oidc': { username: string; issuer: string; subject: string };
  'account.unlink-oidc': { username: string; issuer: string; sessions: number };
  'account.refuse-oidc': { reason: string };
  'account.close-session': { sessions: number };
  'account.disable-idle': { username: string; days: number };
  'account.create': {
    username: string;
    memberId: number | null;
    grants: readonly { role: string; unitCode: string }[];
  };
  'account.disable': { username: string };
  'account.enable': { username: string };
  'account.change-password': Nothing;
  'account.reset-password': { username: string };
  'account.grant-role': { username: string; role: string; unitCode: string };
  'account.revoke-role': { username: string; role: string; unitCode: string };
  'account.propose-role': { username: string; role: string; unitCode: string; proposalId: number };
  'account.approve-role': { username: string; role: string; unitCode: string; proposalId: number; proposedBy: string };
  'account.decline-role': { username: string; role: string; unitCode: string; proposalId: number; reason: string };
  'account.withdraw-proposal': { username: string; role: string; unitCode: string; proposalId: number };
  'account.expire-proposal': { username: string; role: string; unitCode: string; proposalId: number };
  'proposal.list': ListRead;
  'emergency.take': { role: string; unitCode: string; readOnly: boolean; minutes: number; reason: string };
  'emergency.end': { by: 'self' | 'another' | 'time' };
  'emergency.alarm': { recipients: number; mails: number };
  'emergency.review': { verdict: string; explanation: string };
  'emergency.list': ListRead;
  'access-review.open': { unitCode: string; total: number; dueOn: string };
  'access-review.decide': { decision: string; count: number; filter?: string; reason?: string };
  'access-review.finish': { sha256: string; total: number; kept: number; withdrawn: number };
  'access-review.list': ListRead;
  'access-review.export': ListRead;
  'account.list': ListRead;
  'account.view': Nothing;
  // org
  'unit.create': object;
  'unit.update': Changes;
  'unit.close': { closedOn: string };
  'unit.import': { fileName: string; sha256: string | null; counts: object };
  'member.import': { fileName: string; sha256: string | null; counts: object };
  'member.status': { from: string; to: string; validFrom: string; reason: string | null };
  'member.transfer': { from: string; to: string; validFrom: string };
  'member.update': Changes;
  'member.list': ListRead;
  'member.view': Nothing;
  'member.evidence': { campaign: string };
  'import.rows': ListRead;
  'import.errors': ListRead;
  // campaigns
  'campaign.create': { code: string; title: string; deadlineAt: Date | null };
  'campaign.load': { code: string; outcome: 'created' | 'updated' };
  'campaign.update': Changes;
  'campaign.rules': object;
  'campaign.audience': { units: readonly string[] };
  'campaign.open': { code: string; required: number; listed: number };
  'campaign.close': { code: string };
  'campaign.refresh-roster': { code: string; changes: readonly object[]; total: number };
  'document.create': { campaignId: number; code: string; title: string };
  'document.update': { campaignId: number; code: string; title: string };
  'document.attach': { campaignId: number };
  'document.detach': { campaignId: number };
  'session.create': { campaignId: number; title: string };
  'session.update': { campaignId: number; title: string };
  'session.remove': { campaignId: number; title: string };
  // recordings and broadcasts
  'recording.upload': { fileName: string; bytes: number; assetId: number };
  'recording.cancel': { fileName: string; state: string };
  'recording.publish': Published;
  'recording.replace': Published;
  'recording.trim': Published;
  'recording.remove': { fileName: string; assetId: number; timelineSeconds: number };
  'recording.captions': { assetId: number; cues: number; edited?: boolean; language?: string; version?: number };
  'broadcast.schedule': { broadcastId: number };
  'broadcast.open-lobby': BroadcastOrder;
  'broadcast.go-on-air': BroadcastOrder;
  'broadcast.pause': BroadcastOrder;
  'broadcast.resume': BroadcastOrder;
  'broadcast.end': BroadcastOrder;
  'broadcast.cancel': BroadcastOrder;
  'broadcast.publish': BroadcastOrder;
  'stream-key.rotate': { broadcastId: number; slot: string; hint: string; replaced: boolean };
  'stream-key.revoke': { broadcastId: number; slot: string; hint: string };
  'stream.refuse': { reason: string; slot?: string; keyId?: number; triesBefore?: number };
  'agenda.save': { broadcastId: number; titles: readonly string[] };
  'agenda.reach': { broadcastId: number; itemId: number; title: string };
  // attendance, halls, checks
  'attendance.roll-call': { venueId?: number; present: Ids; absent: Ids };
  'attendance.excuse': Evidence;
  'attendance.withdraw-excuse': Evidence;
  'attendance.correct': Evidence;
  'presence-check.accept': CheckDecision;
  'presence-check.decline': CheckDecision;
  'venue.members': ListRead;
  'venue.create': object;
  'venue.update': object;
  'venue.remove': { sessionId: number; name: string };
  'venue.copy': { from: number; added: number };
  'venue.open': Nothing;
  'venue.close': Nothing;
  'venue.new-link': Nothing;
  'venue.counts': { before: object; after: object };
  'venue.check-in': { memberId: number; walkIn: boolean };
  // questions, votes, quizzes
  'question.list': ListRead;
  'question.show': { sessionId: number; state: string };
  'question.decline': { sessionId: number; state: string };
  'question.answer': { sessionId: number; state: string };
  'poll.create': { title: string; options: readonly string[]; secret: boolean; quorumPercent: number };
  'poll.open': { title: string; eligible?: number };
  'poll.close': { title: string; eligible?: number };
  'poll.remove': { title: string; eligible?: number };
  'bank.import': Record<'added' | 'changed' | 'restored' | 'retired', readonly string[]>;
  'quiz.create': { before: null; after: object };
  'quiz.change': { before: object; after: object };
  'quiz.start': { campaign: string; number: number };
  'quiz.submit': {
    campaign: string;
    number: number;
    timedOut: boolean;
    score: number;
    maxScore: number;
    passed: boolean | null;
  };
  // boards, reports, minutes
  'board.members': ListRead;
  'board.reminders': ListRead;
  'board.export': ListRead;
  'report.freeze': { campaign: string; sha256: string; supplements: number | null; required: number; studied: number };
  'report.guest-count': {
    campaign?: string;
    campaignId?: number;
    before: number | null;
    after: number | null;
    by?: 'venues';
  };
  'report.request': { snapshotId: number };
  'report.edit': { version: number };
  'report.issue': { version: number; snapshotId: number };
  'report.download': { format: string; version?: number };
  'minutes.save': { revision: number };
  'minutes.finalise': { version: number; sha256: string };
  // privacy, resets, mail, keys
  'privacy.read-notice': { version: string; sha256: string };
  'privacy.export': { format: 'json' | 'pdf' };
  'privacy.request': { kind: string; fields?: readonly string[] };
  'privacy.withdraw': { kind: string };
  'privacy.answer': { kind: string; from: string; to: string };
  'privacy.list': ListRead;
  'retention.run': { rule: string; removed: number; milliseconds: number };
  'research.export': { format: string; rows: number; generalised: number; left: number };
  'account.issue-code': { expiresAt: string };
  'account.revoke-code': Nothing;
  'account.send-link': { mailId: string };
  'account.use-reset': { kind: 'CODE' | 'LINK'; issuedBy: string | null };
  'mail.list': ListRead;
  'mail.read': { mailId: string };
  'keys.rotate': { rewritten: number; conflicts: number };
  'keys.retire': Nothing;
  // the log itself
  // withdrawn things, uploads, codes on pictures
  'quarantine.withdraw': { target: string; name: string; reason: string };
  'quarantine.lift': { target: string; reason: string };
  'watermark.lookup': { found: number };
  'upload.refuse': { kind: string; code: string; where: string; byteSize: number | null };
  'audit.list': ListRead;
  'audit.export': ListRead;
  'audit.verify': { entries: number; problems: number; sealedUntil: string | null };
  'access.denied': { path: string; method: string };
}

export type AuditAction = keyof AuditActions;

/** What an entry is about; `targetId` is its number or code. */
export type AuditTarget =
  | 'Account'
  | 'Broadcast'
  | 'CompletionReport'
  | 'AccessReview'
  | 'DataRequest'
  | 'EmergencyAccess'
  | 'FieldKey'
  | 'RetentionRule'
  | 'Member'
  | 'Poll'
  | 'SessionQuestion'
  | 'Snapshot'
  | 'StudySession'
  | 'Unit'
  | 'Venue'
  | 'account'
  | 'audit'
  | 'campaign'
  | 'document'
  | 'import'
  | 'member'
  | 'page'
  | 'quarantine'
  | 'upload'
  | 'watermark'
  | 'question_bank'
  | 'quiz_attempt'
  | 'session'
  | 'unit';
