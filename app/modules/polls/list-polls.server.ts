import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { requireListedSession } from '~/modules/campaigns/find-listed-session.server';
import { findSessionUnit } from '~/modules/media/find-session-unit.server';
import type { Db } from '~/platform/db';
import { asPart } from '~/platform/row-scope';
import { type PollView, reachesQuorum } from './schema';

/** The votes of a session as a member sees them: opened ones only. @throws AppError not-found */
export async function listSessionPolls(viewer: Viewer, sessionId: number, db: Db) {
  const session = await requireListedSession(viewer, sessionId, db);
  const entry = await db.rosterEntry.findFirst({
    where: { campaignId: session.campaignId, memberId: viewer.memberId ?? -1, reason: 'REQUIRED' },
  });
  const polls = await readPolls({ sessionId, memberId: viewer.memberId, voter: entry !== null, drafts: false }, db);
  return { session, polls };
}

/** All of them, for whoever manages them. @throws AppError not-found */
export async function listManagedPolls(viewer: Viewer, sessionId: number, db: Db) {
  const session = await findSessionUnit(sessionId, db);
  requireCan(viewer, 'poll.manage', session.unitPath);
  return { session, polls: await readPolls({ sessionId, memberId: null, voter: false, drafts: true }, db) };
}

export interface PollResult extends Pick<PollView, 'title' | 'secret' | 'options' | 'quorum' | 'turnout'> {
  closedAt: string;
  eligible: number;
  /** Votes by option. */
  result: number[];
  quorumReached: boolean;
}

/** Closed votes of a session in the order in which they were made; for who may see the session's minutes. */
export async function listPollResults(sessionId: number, db: Db): Promise<PollResult[]> {
  const polls = await readPolls({ sessionId, memberId: null, voter: false, drafts: false }, db);
  return polls.reverse().flatMap(({ title, secret, options, quorum, turnout, closedAt, eligible, result }) => {
    if (result === null || closedAt === null) return [];
    const may = eligible ?? 0;
    const quorumReached = reachesQuorum(turnout, may, quorum);
    return { title, secret, options, quorum, turnout, closedAt, eligible: may, result, quorumReached };
  });
}

/** A session has a handful of votes; each is one row, counted by the database. */
/** Counting asks for everybody's vote. */
function readPolls(...args: Parameters<typeof readAllPolls>): Promise<PollView[]> {
  return asPart('figures', () => readAllPolls(...args));
}

async function readAllPolls(
  args: { sessionId: number; memberId: number | null; voter: boolean; drafts: boolean },
  db: Db,
): Promise<PollView[]> {
  const polls = await db.poll.findMany({
    where: { sessionId: args.sessionId, ...(args.drafts ? {} : { state: { not: 'DRAFT' } }) },
    orderBy: { id: 'desc' },
    take: 100,
    omit: { privateKey: true },
    include: { _count: { select: { votes: true, issues: true } } },
  });
  const views: PollView[] = [];
  for (const poll of polls) {
    const mine = args.memberId === null ? null : { pollId_memberId: { pollId: poll.id, memberId: args.memberId } };
    const vote = mine && !poll.secret ? await db.pollVote.findUnique({ where: mine }) : null;
    const issue = mine && poll.secret ? await db.ballotIssue.findUnique({ where: mine }) : null;
    const result = poll.state === 'CLOSED' ? await countVotes(poll, db) : null;
    // A ballot that was taken and never put into the box took no part.
    const turnout =
      result && poll.secret ? result.reduce((a, b) => a + b, 0) : poll.secret ? poll._count.issues : poll._count.votes;
    views.push({
      ...{ id: poll.id, title: poll.title, secret: poll.secret, options: poll.options, quorum: poll.quorum },
      ...{ state: poll.state, eligible: poll.eligible, turnout, result },
      openedAt: poll.openedAt?.toISOString() ?? null,
      closedAt: poll.closedAt?.toISOString() ?? null,
      quorumReached: result ? reachesQuorum(turnout, poll.eligible ?? 0, poll.quorum) : null,
      mayVote: args.voter && poll.state === 'OPEN',
      voted: vote !== null || issue !== null,
      myOption: vote?.option ?? null,
      publicKey:
        poll.secret && poll.state === 'OPEN' && poll.publicKey ? Buffer.from(poll.publicKey).toString('base64') : null,
    });
  }
  return views;
}

async function countVotes(poll: { id: number; secret: boolean; options: string[] }, db: Db): Promise<number[]> {
  const rows = poll.secret
    ? await db.ballot.groupBy({ by: ['option'], where: { pollId: poll.id }, _count: true })
    : await db.pollVote.groupBy({ by: ['option'], where: { pollId: poll.id }, _count: true });
  return poll.options.map((_, i) => rows.find((row) => row.option === i)?._count ?? 0);
}
