import { createHash } from 'node:crypto';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { openPrivateKey, openPublicKey, suite } from './ballot-keys.server';

const closed = () =>
  new AppError('conflict', 'POLL_NOT_OPEN', 'Cuộc biểu quyết chưa mở hoặc đã đóng nên phiếu này không được nhận.');

/** The vote, locked against being closed meanwhile, for somebody who must study in its campaign. @throws AppError not-found */
async function requireVoter(viewer: Viewer, pollId: number, db: Db) {
  const rows = await db.$queryRaw<
    { state: string; secret: boolean; options: string[]; privateKey: Uint8Array | null }[]
  >`
    select p.state::text as state, p.secret, p.options, p.private_key as "privateKey"
      from poll p
      join study_session s on s.id = p.session_id
      join roster_entry e on e.campaign_id = s.campaign_id and e.member_id = ${viewer.memberId}::int and e.reason = 'REQUIRED'
     where p.id = ${pollId} and p.state <> 'DRAFT' for share of p`;
  const poll = rows[0];
  if (!poll || viewer.memberId === null) throw notFound();
  return { ...poll, memberId: viewer.memberId };
}

/** An open vote; it may be changed until the vote is closed. @throws AppError not-found; conflict; invalid */
export async function castVote(
  args: { viewer: Viewer; poll: number; option: number },
  { db }: Pick<Services, 'db'>,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const poll = await requireVoter(args.viewer, args.poll, tx);
    if (poll.secret) throw notFound();
    if (poll.state !== 'OPEN') throw closed();
    if (args.option >= poll.options.length) throw noSuchOption();
    const key = { pollId: args.poll, memberId: poll.memberId };
    const { option } = args;
    await tx.pollVote.upsert({
      where: { pollId_memberId: key },
      create: { ...key, option },
      update: { option, votedAt: new Date() },
    });
  });
}

/**
 * Gives a member the one ballot of a secret vote: signs what their device blinded, and writes down that they took it. The device
 * may ask again with the same blinded message when the answer was lost; with another one it is refused.
 * @throws AppError not-found; conflict
 */
export async function issueBallot(
  args: { viewer: Viewer; poll: number; blinded: Uint8Array },
  { db, env }: Pick<Services, 'db' | 'env'>,
): Promise<Uint8Array> {
  const blinded = createHash('sha256').update(args.blinded).digest();
  const sealed = await db.$transaction(async (tx) => {
    const poll = await requireVoter(args.viewer, args.poll, tx);
    if (!poll.secret) throw notFound();
    if (poll.state !== 'OPEN' || !poll.privateKey) throw closed();
    const key = { pollId: args.poll, memberId: poll.memberId };
    await tx.ballotIssue.createMany({ data: [{ ...key, blinded }], skipDuplicates: true });
    const issued = await tx.ballotIssue.findUniqueOrThrow({ where: { pollId_memberId: key } });
    if (!Buffer.from(issued.blinded).equals(blinded)) {
      throw new AppError(
        'conflict',
        'BALLOT_TAKEN',
        'Đồng chí đã nhận phiếu kín của cuộc biểu quyết này trên một thiết bị khác. Hãy bỏ phiếu trên thiết bị đó.',
      );
    }
    return poll.privateKey;
  });
  try {
    return await suite().blindSign(await openPrivateKey(sealed, env.SESSION_SECRET), args.blinded);
  } catch {
    throw new AppError('invalid', 'BALLOT_MALFORMED', 'Không cấp được phiếu. Đồng chí hãy tải lại trang rồi thử lại.');
  }
}

/**
 * Puts a secret ballot into the box. Nobody is asked who they are: the signature proves that somebody with the right to vote
 * was given exactly this ballot. The same ballot again changes nothing; with another choice it is refused.
 * @throws AppError not-found; conflict; invalid
 */
export async function castBallot(
  args: { poll: number; token: Uint8Array; signature: Uint8Array; option: number },
  { db }: Pick<Services, 'db'>,
): Promise<void> {
  const { poll: pollId, option } = args;
  const found = await db.poll.findFirst({ where: { id: pollId, secret: true, state: { not: 'DRAFT' } } });
  if (!found?.publicKey) throw notFound();
  if (option >= found.options.length) throw noSuchOption();
  const genuine = await suite()
    .verify(await openPublicKey(found.publicKey), args.signature, args.token)
    .catch(() => false);
  if (!genuine) throw new AppError('invalid', 'BALLOT_FORGED', 'Phiếu không hợp lệ nên không được nhận.');
  const token = Buffer.from(args.token);
  await db.$transaction(async (tx) => {
    const [poll] = await tx.$queryRaw<{ state: string }[]>`
      select state::text as state from poll where id = ${pollId} for share`;
    // Sent twice at once: the second waits for the first and finds its ballot.
    if (poll?.state === 'OPEN') await tx.ballot.createMany({ data: [{ pollId, token, option }], skipDuplicates: true });
    const counted = await tx.ballot.findUnique({ where: { pollId_token: { pollId, token } } });
    if (!counted) throw closed();
    if (counted.option !== option) {
      throw new AppError('conflict', 'BALLOT_USED', 'Phiếu này đã được bỏ; phiếu kín không đổi được.');
    }
  });
}

const noSuchOption = () =>
  new AppError(
    'invalid',
    'NO_SUCH_OPTION',
    'Phương án này không có trong cuộc biểu quyết. Đồng chí hãy tải lại trang.',
  );

/** For which option a ballot was counted; null: it is not in the box. Whoever holds the token may ask, once the vote is closed. */
export async function findBallot(args: { poll: number; token: Uint8Array }, { db }: Pick<Services, 'db'>) {
  const ballot = await db.ballot.findFirst({
    where: { pollId: args.poll, token: Buffer.from(args.token), poll: { state: 'CLOSED' } },
    select: { option: true },
  });
  return ballot?.option ?? null;
}
