import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Viewer } from '~/modules/accounts/viewer';
import { openPublicKey, suite } from '~/modules/polls/ballot-keys.server';
import { castBallot, castVote, findBallot, issueBallot } from '~/modules/polls/cast-vote.server';
import { pollInput } from '~/modules/polls/input';
import { listManagedPolls, listSessionPolls } from '~/modules/polls/list-polls.server';
import { createPoll, orderPoll } from '~/modules/polls/manage-polls.server';
import { reachesQuorum } from '~/modules/polls/schema';
import type { Services } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { createTestServices } from '../setup/services';

let services: Services;
let room: Classroom;
let sessionId: number;
let organiser: Viewer;
let members: Viewer[];

beforeAll(async () => {
  services = await createTestServices();
  room = await makeClassroom(services.db, { members: 4 });
  sessionId = room.sessionIds[0] ?? 0;
  organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
  members = await Promise.all(room.memberIds.map((memberId) => makeViewer(services.db, room, { memberId })));
});
afterAll(async () => services?.close());

const FORM = { title: 'Thông qua dự thảo', options: 'Tán thành\nKhông tán thành', quorumPercent: '50' };
async function make(form: Record<string, string> = {}, open = true): Promise<number> {
  const poll = await createPoll({ viewer: organiser, sessionId, ...pollInput.parse({ ...FORM, ...form }) }, services);
  if (open) await order(poll, 'open');
  return poll;
}
const order = (poll: number, what: 'open' | 'close' | 'remove', viewer = organiser) =>
  orderPoll({ viewer, sessionId, poll, order: what }, services);
const view = async (viewer: Viewer, poll: number) =>
  (await listSessionPolls(viewer, sessionId, services.db)).polls.find(({ id }) => id === poll);
const member = (i: number) => members[i] as Viewer;

/** What a device does, with the same library. */
async function takeBallot(viewer: Viewer, poll: number) {
  const spki = Buffer.from((await view(viewer, poll))?.publicKey ?? '', 'base64');
  const key = await openPublicKey(spki);
  const token = suite().prepare(crypto.getRandomValues(new Uint8Array(32)));
  const { blindedMsg, inv } = await suite().blind(key, token);
  const signed = await issueBallot({ viewer, poll, blinded: blindedMsg }, services);
  return { token, blinded: blindedMsg, signature: await suite().finalize(key, token, signed, inv) };
}

test('quorum in whole numbers', () => {
  expect(reachesQuorum(1, 2, 5_000)).toBe(true);
  expect(reachesQuorum(0, 0, 0)).toBe(false);
  fc.assert(
    fc.property(
      fc.nat(2_000_000),
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.nat(10_000),
      (turnout, eligible, quorum) => {
        expect(reachesQuorum(turnout, eligible, quorum)).toBe(
          BigInt(turnout) * 10_000n >= BigInt(quorum) * BigInt(eligible),
        );
      },
    ),
  );
});

test.each([
  [{ title: 'abc' }, 'title'],
  [{ options: 'một' }, 'options'],
  [{ options: 'một\nmột' }, 'options'],
  [{ options: Array.from({ length: 11 }, (_, i) => i).join('\n') }, 'options'],
  [{ quorumPercent: '101' }, 'quorumPercent'],
  [{ quorumPercent: '1,5' }, 'quorumPercent'],
])('a wrong form says where: %p', (change, field) => {
  const parsed = pollInput.safeParse({ ...FORM, ...change });
  expect(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0])).toContain(field);
});

describe('an open vote', () => {
  test('counts each member once, their last choice, and shows nothing before it is closed', async () => {
    const poll = await make({}, false);
    expect(await view(member(0), poll)).toBeUndefined();
    await expect(castVote({ viewer: member(0), poll, option: 0 }, services)).rejects.toMatchObject({
      kind: 'not-found',
    });
    await order(poll, 'open');
    await castVote({ viewer: member(0), poll, option: 1 }, services);
    await castVote({ viewer: member(0), poll, option: 0 }, services);
    await castVote({ viewer: member(1), poll, option: 1 }, services);
    expect(await view(member(0), poll)).toMatchObject({
      turnout: 2,
      eligible: 4,
      result: null,
      myOption: 0,
      mayVote: true,
    });
    await order(poll, 'close');
    expect(await view(member(2), poll)).toMatchObject({
      result: [1, 1],
      quorumReached: true,
      voted: false,
      mayVote: false,
    });
    await expect(castVote({ viewer: member(2), poll, option: 0 }, services)).rejects.toMatchObject({
      code: 'POLL_NOT_OPEN',
    });
  });

  test('is not for strangers, organisers or made-up options', async () => {
    const poll = await make();
    const stranger = await makeViewer(services.db, room);
    for (const viewer of [stranger, organiser]) {
      await expect(castVote({ viewer, poll, option: 0 }, services)).rejects.toMatchObject({ kind: 'not-found' });
    }
    await expect(castVote({ viewer: member(0), poll, option: 2 }, services)).rejects.toMatchObject({
      code: 'NO_SUCH_OPTION',
    });
    await expect(listSessionPolls(stranger, sessionId, services.db)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(listManagedPolls(member(0), sessionId, services.db)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(order(poll, 'close', member(0))).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('opened, closed or removed twice: the second is told, and each step is audited', async () => {
    const poll = await make({}, false);
    const opened = await Promise.allSettled([order(poll, 'open'), order(poll, 'open')]);
    expect(opened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(order(poll, 'remove')).rejects.toMatchObject({ code: 'POLL_MOVED_ON' });
    await order(poll, 'close');
    await expect(order(poll, 'close')).rejects.toMatchObject({ code: 'POLL_MOVED_ON' });
    const entries = await services.db.auditEntry.findMany({
      where: { targetType: 'Poll', targetId: String(poll) },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual(['poll.create', 'poll.open', 'poll.close']);
  });
});

describe('a secret vote', () => {
  test('counts ballots that say nothing about their members, and proves to each that theirs was counted', async () => {
    const poll = await make({ secret: 'on' });
    const choices = [0, 1, 1];
    const ballots = await Promise.all(choices.map((_, i) => takeBallot(member(i), poll)));
    for (const [i, ballot] of ballots.entries())
      await castBallot({ poll, ...ballot, option: choices[i] ?? 0 }, services);
    expect(await view(member(0), poll)).toMatchObject({ turnout: 3, result: null, voted: true });
    expect(await findBallot({ poll, token: ballots[0]?.token ?? new Uint8Array() }, services)).toBeNull();
    await order(poll, 'close');
    expect(await view(member(3), poll)).toMatchObject({
      result: [1, 2],
      turnout: 3,
      quorumReached: true,
      publicKey: null,
    });
    for (const [i, { token }] of ballots.entries()) {
      expect(await findBallot({ poll, token }, services)).toBe(choices[i]);
    }
    expect((await services.db.poll.findUniqueOrThrow({ where: { id: poll } })).privateKey).toBeNull();
    // What is stored of a ballot: the token, which the server has never seen together with a member, and the choice. In the order of tokens.
    const { rows } = await services.pool.query<{ token: string }>(
      "select encode(token, 'hex') as token from ballot where poll_id = $1 order by ctid",
      [poll],
    );
    expect(rows.map(({ token }) => token)).toEqual(rows.map(({ token }) => token).sort());
    const issued = await services.db.ballotIssue.findMany({ where: { pollId: poll } });
    expect(issued).toHaveLength(3);
    expect(Object.keys(issued[0] ?? {}).sort()).toEqual(['blinded', 'memberId', 'pollId']);
  });

  test('gives one ballot a member: again for the same request, never another', async () => {
    const poll = await make({ secret: 'on' });
    const { blinded } = await takeBallot(member(0), poll);
    await expect(issueBallot({ viewer: member(0), poll, blinded }, services)).resolves.toHaveLength(256);
    await expect(takeBallot(member(0), poll)).rejects.toMatchObject({ code: 'BALLOT_TAKEN' });
    const races = await Promise.allSettled([takeBallot(member(1), poll), takeBallot(member(1), poll)]);
    expect(races.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(issueBallot({ viewer: organiser, poll, blinded }, services)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  test('refuses forged, changed, foreign and late ballots; the same one again changes nothing', async () => {
    const poll = await make({ secret: 'on' });
    const other = await make({ secret: 'on' });
    const ballot = await takeBallot(member(0), poll);
    const late = await takeBallot(member(1), poll);
    const put = (change: Partial<Parameters<typeof castBallot>[0]> = {}) =>
      castBallot({ poll, ...ballot, option: 0, ...change }, services).then(
        () => 'counted',
        (error: { code?: string }) => error.code,
      );
    expect(await put({ signature: new Uint8Array(256) })).toBe('BALLOT_FORGED');
    expect(await put({ token: crypto.getRandomValues(new Uint8Array(64)) })).toBe('BALLOT_FORGED');
    expect(await put({ poll: other })).toBe('BALLOT_FORGED');
    expect(await put({ option: 2 })).toBe('NO_SUCH_OPTION');
    expect(await Promise.all([put(), put(), put()])).toEqual(['counted', 'counted', 'counted']);
    expect(await put()).toBe('counted');
    expect(await put({ option: 1 })).toBe('BALLOT_USED');
    await order(poll, 'close');
    expect(
      await castBallot({ poll, ...late, option: 0 }, services).catch((error: { code?: string }) => error.code),
    ).toBe('POLL_NOT_OPEN');
    expect(await put()).toBe('counted');
    expect(await view(member(0), poll)).toMatchObject({ result: [1, 0], turnout: 1, quorumReached: false });
  });
});
