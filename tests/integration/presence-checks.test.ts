import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerPresence } from '~/http/presence';
import { registerPresenceChecks } from '~/http/presence-checks';
import { Withdrawn } from '~/http/withdrawn';
import type { Viewer } from '~/modules/accounts/viewer';
import { correctAttendance } from '~/modules/attendance/correct-attendance.server';
import { findUncountedCoverage } from '~/modules/attendance/find-uncounted-coverage.server';
import { getSessionPage } from '~/modules/attendance/get-session-page.server';
import { recomputeOutcomes } from '~/modules/attendance/recompute-outcomes.server';
import { recordRollCall } from '~/modules/attendance/record-roll-call.server';
import { issueLiveTicket, issuePlaybackTicket } from '~/modules/media/issue-playback-ticket.server';
import { playbackTicketKey, signPlaybackTicket, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import { checkMoments, checkToken, presenceCheckKey } from '~/modules/presence-checks/check-moments';
import { decideCheck } from '~/modules/presence-checks/decide-check.server';
import { explainCheck } from '~/modules/presence-checks/explain-check.server';
import { listWaitingExplanations } from '~/modules/presence-checks/list-waiting-explanations.server';
import { moveChecks } from '~/modules/presence-checks/move-checks.server';
import { CHECKS_HEADER, type CheckReply, LATE_DELIVERY_MS } from '~/modules/presence-checks/schema';
import { sessionChecks } from '~/modules/presence-checks/session-checks';
import { getMemberEvidence } from '~/modules/reports/get-member-evidence.server';
import { inTransaction } from '~/platform/db';
import { type Services, webServicesOf } from '~/platform/services';
import { type Classroom, makeClassroom, makeViewer } from '../factories/attendance';
import { createTestServices } from '../setup/services';

const LENGTH = 5400;
let services: Services;
let app: FastifyInstance;
let url: string;
let room: Classroom;
let now: number;
let playback = 0;

beforeAll(async () => {
  services = await createTestServices({ overrides: { clock: { now: () => new Date(now) } } });
  now = Date.now();
  app = Fastify();
  const web = webServicesOf(services);
  const withdrawn = new Withdrawn(web);
  app.addHook('onClose', async () => withdrawn.close());
  registerPresence(app, web, withdrawn);
  registerPresenceChecks(app, web, withdrawn);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app?.close();
  await services?.close();
});
beforeEach(async () => {
  now = Date.now();
  room = await makeClassroom(services.db, { members: 3, sessions: 1, timelineSeconds: LENGTH });
  await rule(3, 0);
});

const rule = (presenceChecks: number, presenceChecksNeeded: number) =>
  services.db.campaign.update({ where: { id: room.campaignId }, data: { presenceChecks, presenceChecksNeeded } });
const session = () => room.sessionIds[0] ?? 0;
const member = (i = 0) => room.memberIds[i] ?? 0;
const owner = (i = 0) => ({ sessionId: session(), memberId: member(i) });
const moments = (i = 0, count = 3) =>
  checkMoments({ ...owner(i), count, seconds: LENGTH }, presenceCheckKey(services.env.SESSION_SECRET));
const moment = (number: number, i = 0) => {
  const found = moments(i)[number - 1] ?? { number, at: 0 };
  return { ...found, token: checkToken(owner(i), found, presenceCheckKey(services.env.SESSION_SECRET)) };
};
function ticketOf(i = 0, change: { sid?: number; exp?: number; mid?: number | null } = {}): string {
  const iat = Math.floor(now / 1000);
  playback += 1;
  const ticket = { sid: session(), mid: member(i) as number | null, aid: 1, src: 'RECORDING' as const, len: LENGTH };
  const times = { iat, exp: iat + 7200, pid: `p${playback}`, chk: [3, LENGTH] as [number, number] };
  return signPlaybackTicket({ ...ticket, ...times, ...change }, playbackTicketKey(services.env.SESSION_SECRET));
}
const cover = (i: number, from: number, to: number, source: 'live' | 'recording' = 'recording') =>
  services.pool.query(
    `insert into session_coverage (session_id, member_id, ${source}, covered, ticket_at, last_beat_at)
     values ($1, $2, int4multirange(int4range($3::int, $4::int)), $4::int - $3::int, now(), now())
     on conflict (session_id, member_id) do update set ${source} = excluded.${source}, covered = excluded.covered`,
    [session(), member(i), from, to],
  );
const post = async (body: unknown) => {
  const answer = await fetch(`${url}/api/presence/checks`, { method: 'POST', body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as CheckReply & { title?: string; detail?: string } };
};
const ask = async (number: number, i = 0) => (await post({ ticket: ticketOf(i), ask: moment(number, i).token })).body;
const answer = async (number: number, elapsedMs = 1_000, i = 0) =>
  (await post({ ticket: ticketOf(i), answer: number, elapsedMs })).body;
/** Watched everything and asked the first one. */
const asked = async (i = 0) => {
  await cover(i, 0, LENGTH);
  expect(await ask(1, i)).toMatchObject({ state: 'OPEN', number: 1, leftMs: 120_000 });
};
const stored = (number = 1, i = 0) =>
  services.db.presenceCheck.findUnique({
    where: { sessionId_memberId_number: { sessionId: session(), memberId: member(i), number } },
  });
const outcome = (i = 0) =>
  services.db.memberOutcome.findUnique({
    where: { campaignId_memberId: { campaignId: room.campaignId, memberId: member(i) } },
  });
const recompute = () => recomputeOutcomes({ campaignId: room.campaignId }, services.db);
const secretary = () => makeViewer(services.db, room, { roles: ['SECRETARY'] });
const explain = (number = 1, i = 0, explanation = 'Nhà mất điện') =>
  explainCheck(
    { viewer: { memberId: member(i) }, sessionId: session(), number, explanation, now: new Date(now) },
    services.db,
  );
const decide = async (accepted: boolean, number = 1, i = 0) =>
  decideCheck(
    {
      ...{ viewer: await secretary(), sessionId: session(), memberId: member(i), number, accepted },
      ...{ reason: 'Đã xác minh với tổ dân phố', now: new Date(now) },
    },
    services.db,
  );

describe('who is told and asked', () => {
  test('the ticket of a listed member carries the rule; an organiser’s, a closed campaign’s and one without checks do not', async () => {
    await services.db.mediaAsset.updateMany({
      where: { publicPath: { startsWith: room.campaignCode } },
      data: { state: 'READY', renditions: [] },
    });
    const chkOf = async (viewer: Awaited<ReturnType<typeof secretary>>) => {
      const issued = await issuePlaybackTicket(services, { viewer, sessionId: session() });
      const verdict = verifyPlaybackTicket(
        issued?.playback.ticket,
        playbackTicketKey(services.env.SESSION_SECRET),
        now,
      );
      return verdict.ok ? (verdict.ticket.chk ?? null) : 'no ticket';
    };
    const viewer = await makeViewer(services.db, room, { memberId: member() });
    expect(await chkOf(viewer)).toEqual([3, LENGTH]);
    expect(await chkOf(await makeViewer(services.db, room, { roles: ['ORGANISER'] }))).toBeNull();
    await rule(0, 0);
    expect(await chkOf(viewer)).toBeNull();
    await rule(3, 0);
    await services.db.campaign.update({ where: { id: room.campaignId }, data: { state: 'CLOSED' } });
    expect(await chkOf(viewer)).toBeNull();
  });

  test('live, the announced length plans the checks', async () => {
    const startsAt = new Date(now);
    await services.db.studySession.update({
      where: { id: session() },
      data: { startsAt, endsAt: new Date(now + 3600_000) },
    });
    await services.db.recording.deleteMany({ where: { sessionId: session() } });
    await services.db.broadcast.create({
      data: { sessionId: session(), publicPath: `song-${room.campaignCode}`, state: 'ON_AIR', onAirAt: startsAt },
    });
    const viewer = await makeViewer(services.db, room, { memberId: member() });
    const issued = await issueLiveTicket(services, { viewer, sessionId: session() });
    const verdict = verifyPlaybackTicket(issued?.playback.ticket, playbackTicketKey(services.env.SESSION_SECRET), now);
    expect(verdict).toMatchObject({ ok: true, ticket: { src: 'LIVE', chk: [3, 3600] } });
  });

  test('a beat’s answer tells of the moment that is near, and of nothing else', async () => {
    const { at, token } = moment(1);
    const beat = async (from: number, to: number) => {
      const body = JSON.stringify({ ticket: ticketOf(), seq: 1, ranges: [[from, to]], rate: 1, visible: true });
      const reply = await fetch(`${url}/api/presence`, { method: 'POST', body });
      expect(reply.status).toBe(204);
      return reply.headers.get(CHECKS_HEADER);
    };
    expect(await beat(at - 200, at - 185)).toBeNull();
    expect(await beat(at - 45, at - 30)).toBe(token);
    expect(await beat(at - 7, at + 8)).toBe(token);
    expect(await beat(at + 8, at + 23)).toBeNull();
  });

  test('the question is put once: again it answers how it stands, on any device, and the clock is the server’s', async () => {
    await cover(0, 0, moment(1).at + 1);
    expect(await ask(1)).toEqual({ state: 'OPEN', number: 1, leftMs: 120_000 });
    now += 50_000;
    expect(await ask(1)).toEqual({ state: 'OPEN', number: 1, leftMs: 70_000 });
    expect(await stored()).toMatchObject({ at: moment(1).at, answeredAt: null });
    now += 71_000;
    expect(await ask(1)).toEqual({ state: 'MISSED', number: 1 });
    expect(await services.db.presenceCheck.count({ where: { sessionId: session() } })).toBe(1);
  });

  test('two devices at once: one question', async () => {
    await cover(0, 0, LENGTH);
    const replies = await Promise.all(Array.from({ length: 8 }, () => ask(1)));
    // Who came in the same instant as the first is told to ask again, and then finds it.
    expect(replies.every(({ state }) => state === 'OPEN' || state === 'WAIT')).toBe(true);
    expect(await ask(1)).toMatchObject({ state: 'OPEN', number: 1 });
    expect(await services.db.presenceCheck.count({ where: { sessionId: session(), memberId: member() } })).toBe(1);
  });

  test('nobody is asked what they have not watched up to', async () => {
    const { at } = moment(2);
    expect(await ask(2)).toMatchObject({ state: 'WAIT' });
    await cover(0, 0, at - 46);
    expect(await ask(2)).toMatchObject({ state: 'WAIT' });
    await cover(0, 0, at - 10);
    expect(await ask(2)).toMatchObject({ state: 'OPEN', number: 2 });
  });

  test('one question at a time: while one stands the next waits', async () => {
    await asked();
    expect(await ask(2)).toMatchObject({ state: 'OPEN', number: 1 });
    await answer(1);
    expect(await ask(2)).toMatchObject({ state: 'WAIT', retryMs: expect.any(Number) });
    now += 121_000;
    expect(await ask(2)).toMatchObject({ state: 'OPEN', number: 2 });
  });

  test('not where the campaign asks nothing, has been closed, or the member left the roster', async () => {
    await cover(0, 0, LENGTH);
    await rule(0, 0);
    expect(await ask(1)).toMatchObject({ state: 'WAIT' });
    await rule(2, 0);
    expect(await ask(3)).toMatchObject({ state: 'WAIT' });
    await services.db.campaign.update({ where: { id: room.campaignId }, data: { state: 'CLOSED' } });
    expect(await ask(1)).toMatchObject({ state: 'WAIT' });
    await services.db.campaign.update({ where: { id: room.campaignId }, data: { state: 'OPEN' } });
    await services.db.rosterEntry.deleteMany({ where: { memberId: member() } });
    expect(await ask(1)).toMatchObject({ state: 'WAIT' });
    expect(await services.db.presenceCheck.count({ where: { sessionId: session() } })).toBe(0);
  });

  test('another member’s token, a made-up one and a foreign ticket open nothing', async () => {
    await cover(0, 0, LENGTH);
    await cover(1, 0, LENGTH);
    const refused = async (body: unknown) => (await post(body)).status;
    expect(await refused({ ticket: ticketOf(0), ask: moment(1, 1).token })).toBe(404);
    expect(await refused({ ticket: ticketOf(0), ask: `1.${moment(1).at}.AAAAAAAAAAAAAAAA` })).toBe(404);
    expect(await refused({ ticket: ticketOf(0, { mid: null }), ask: moment(1).token })).toBe(404);
    expect(await refused({ ticket: 'p1.x', ask: moment(1).token })).toBe(401);
    expect(await refused({ ticket: ticketOf(0, { exp: 1_700_000_000 }), ask: moment(1).token })).toBe(401);
    expect(await services.db.presenceCheck.count({ where: { sessionId: session() } })).toBe(0);
  });

  test.each([
    ['nothing', {}],
    ['both', { ask: 'x', answer: 1, elapsedMs: 1 }],
    ['a number that is none', { answer: 9, elapsedMs: 1 }],
    ['no time', { answer: 1 }],
    ['a time before the question', { answer: 1, elapsedMs: -5 }],
    ['text', 'abc'],
    ['null', null],
  ])('a request with %s is refused with a problem', async (_name, body) => {
    const whole = typeof body === 'object' && body !== null ? { ticket: ticketOf(), ...body } : body;
    const { status, body: problem } = await post(whole);
    expect(status).toBe(400);
    expect(problem).toMatchObject({ title: 'MALFORMED', detail: expect.stringMatching(/Đồng chí/) });
  });
});

describe('the answer', () => {
  test('in time it counts at the server’s moment; again and on another device it changes nothing', async () => {
    await asked();
    now += 30_000;
    const tapped = now;
    expect(await answer(1, 29_000)).toEqual({ state: 'ANSWERED', number: 1 });
    now += 20_000;
    const twice = await Promise.all([answer(1, 48_000), answer(1, 49_000)]);
    expect(twice.map(({ state }) => state)).toEqual(['ANSWERED', 'ANSWERED']);
    expect(await stored()).toMatchObject({ answeredAt: new Date(tapped), deliveredAt: null });
    expect(await ask(1)).toMatchObject({ state: 'ANSWERED' });
  });

  test('too late it is refused and stays missed', async () => {
    await asked();
    now += 120_001;
    expect(await answer(1, 120_001)).toEqual({ state: 'MISSED', number: 1 });
    expect(await stored()).toMatchObject({ answeredAt: null });
  });

  test('tapped in time and delivered late by a bad link, it counts and says so', async () => {
    await asked();
    const askedAt = now;
    now += 120_000 + LATE_DELIVERY_MS;
    expect(await answer(1, 45_000)).toEqual({ state: 'ANSWERED', number: 1 });
    expect(await stored()).toMatchObject({ answeredAt: new Date(askedAt + 45_000), deliveredAt: new Date(now) });
  });

  test('but not when it was tapped late, or comes later than an outage may last', async () => {
    await asked();
    now += 200_000;
    expect(await answer(1, 120_500)).toMatchObject({ state: 'MISSED' });
    now += LATE_DELIVERY_MS;
    expect(await answer(1, 1_000)).toMatchObject({ state: 'MISSED' });
    expect(await stored()).toMatchObject({ answeredAt: null, deliveredAt: null });
  });

  test('of another member, or of what was never asked, there is none', async () => {
    await asked(0);
    expect((await post({ ticket: ticketOf(1), answer: 1, elapsedMs: 5 })).status).toBe(404);
    expect((await post({ ticket: ticketOf(0), answer: 2, elapsedMs: 5 })).status).toBe(404);
    expect(await stored(1, 0)).toMatchObject({ answeredAt: null });
  });
});

describe('a missed one', () => {
  test('is explained by the member, rewritten until it is decided, and then not any more', async () => {
    await asked();
    await expect(explain()).rejects.toMatchObject({ code: 'CHECK_STANDS' });
    now += 121_000;
    await explain();
    await explain(1, 0, 'Nhà mất điện từ 9 giờ');
    expect(await stored()).toMatchObject({ explanation: 'Nhà mất điện từ 9 giờ', explainedAt: new Date(now) });
    const scope = { campaignId: room.campaignId, unitPath: room.unitPath };
    const waiting = async () => listWaitingExplanations({ viewer: await secretary(), ...scope }, services.db);
    expect(await waiting()).toEqual([{ memberId: member(), fullName: expect.any(String), count: 1 }]);
    await decide(false);
    expect(await waiting()).toEqual([]);
    await expect(explain()).rejects.toMatchObject({ code: 'CHECK_DECIDED' });
  });

  test('not by others, not when answered, not after the campaign', async () => {
    await asked();
    await expect(explain(1, 1)).rejects.toMatchObject({ kind: 'not-found' });
    await answer(1);
    now += 121_000;
    await expect(explain()).rejects.toMatchObject({ code: 'CHECK_ANSWERED' });
    await ask(2);
    now += 121_000;
    await services.db.campaign.update({ where: { id: room.campaignId }, data: { state: 'CLOSED' } });
    await expect(explain(2)).rejects.toMatchObject({ code: 'CAMPAIGN_CLOSED' });
  });

  test('is decided within one’s scope, with a reason, and each decision stands in the audit log', async () => {
    await asked();
    now += 121_000;
    await expect(decide(true)).rejects.toMatchObject({ code: 'NOTHING_TO_DECIDE' });
    await explain();
    const elsewhere = await makeViewer(services.db, await makeClassroom(services.db), { roles: ['SECRETARY'] });
    const organiser = await makeViewer(services.db, room, { roles: ['ORGANISER'] });
    for (const viewer of [elsewhere, organiser]) {
      const args = { viewer, sessionId: session(), memberId: member(), number: 1, accepted: true, reason: 'Cho qua' };
      await expect(decideCheck({ ...args, now: new Date(now) }, services.db)).rejects.toMatchObject({
        kind: 'not-found',
      });
    }
    await decide(false);
    await decide(true);
    expect(await stored()).toMatchObject({ accepted: true, decidedByName: 'Trần Thị Bình' });
    const entries = await services.db.auditEntry.findMany({
      where: { action: { startsWith: 'presence-check.' }, targetId: String(member()) },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action, unitId }) => [action, unitId])).toEqual([
      ['presence-check.decline', room.unitId],
      ['presence-check.accept', room.unitId],
    ]);
    expect(entries[1]?.data).toMatchObject({
      ...{ sessionId: session(), number: 1, explanation: 'Nhà mất điện' },
      before: { accepted: false },
    });
    // What is decided is not answered any more, however late the link comes back.
    expect(await answer(1, 1_000)).toMatchObject({ state: 'MISSED' });
  });
});

describe('the outcome', () => {
  const answered = async (number: number, i = 0) => {
    now += 130_000;
    expect(await ask(number, i)).toMatchObject({ state: 'OPEN', number });
    expect(await answer(number, 1_000, i)).toMatchObject({ state: 'ANSWERED' });
  };

  test('evidence only: whoever answers nothing has studied all the same', async () => {
    await cover(0, 0, LENGTH);
    await recompute();
    expect(await outcome()).toMatchObject({ studied: true, ways: [3] });
  });

  test('two of three needed: the second answer makes it, at once', async () => {
    await rule(3, 2);
    await cover(0, 0, LENGTH);
    await recompute();
    expect(await outcome()).toMatchObject({ studied: false, ways: [0] });
    await answered(1);
    expect(await outcome()).toMatchObject({ studied: false });
    await answered(2);
    expect(await outcome()).toMatchObject({ studied: true, ways: [3] });
  });

  test('an accepted explanation counts like an answer, and a declined one does not', async () => {
    await rule(2, 1);
    await asked();
    now += 121_000;
    await explain();
    await decide(true);
    expect(await outcome()).toMatchObject({ studied: true, ways: [3] });
    await decide(false);
    expect(await outcome()).toMatchObject({ studied: false, ways: [0] });
  });

  test('a hall and a correction need none', async () => {
    await rule(4, 3);
    const viewer = await secretary();
    await recordRollCall({ viewer, sessionId: session(), present: [member(0)], absent: [] }, services.db);
    await correctAttendance(
      { viewer, sessionId: session(), memberId: member(1), verdict: 'ONLINE', reason: 'Mạng của cơ quan hỏng' },
      services.db,
    );
    expect(await outcome(0)).toMatchObject({ studied: true, way: 'HALL' });
    expect(await outcome(1)).toMatchObject({ studied: true, way: 'ONLINE' });
  });

  test('a session too short for two checks needs none', async () => {
    await rule(3, 2);
    await services.db.recording.update({ where: { sessionId: session() }, data: { timelineSeconds: 300 } });
    await cover(0, 0, 300);
    await recompute();
    expect(await outcome()).toMatchObject({ studied: true });
  });

  test('the sweep finds who met the rule and was not counted, and lets those be who have not', async () => {
    await rule(3, 1);
    await cover(0, 0, LENGTH);
    await cover(1, 0, LENGTH);
    await asked(2);
    await services.pool.query(
      `insert into presence_check (session_id, member_id, number, at, asked_at, answer_by, answered_at)
       values ($1, $2, 1, 900, now(), now() + interval '2 minutes', now())`,
      [session(), member(0)],
    );
    const found = async () =>
      (await findUncountedCoverage(services.pool)).find(({ campaignId }) => campaignId === room.campaignId)?.memberIds;
    expect(await found()).toEqual([member(0)]);
    await recompute();
    expect(await outcome(0)).toMatchObject({ studied: true });
    expect(await found()).toBeUndefined();
  });
});

describe('what pages show', () => {
  const viewers = new Map<number, Viewer>();
  const page = async (i = 0) => {
    const viewer = viewers.get(member(i)) ?? (await makeViewer(services.db, room, { memberId: member(i) }));
    viewers.set(member(i), viewer);
    const { checks, campaign, coverage, session: own } = await getSessionPage(viewer, session(), services.pool);
    const view = sessionChecks({
      ...{ rules: campaign, checks, now: new Date(now), campaignOpen: campaign.state === 'OPEN' },
      ...{ seconds: LENGTH, watched: [...coverage.live, ...coverage.recording], answerSeconds: 120 },
      owner: { sessionId: session(), memberId: member(i) },
      secret: services.env.SESSION_SECRET,
    });
    return { view, own };
  };

  test('the member: the question that stands, what was missed, and what is still to be asked', async () => {
    await rule(3, 2);
    await cover(0, 0, moment(2).at + 1);
    expect((await page()).view).toMatchObject({ planned: 3, needed: 2, met: 0, open: null, rows: [] });
    expect((await page()).view?.due).toEqual([moment(1).token, moment(2).token]);
    await ask(1);
    now += 20_000;
    expect((await page()).view).toMatchObject({ open: { number: 1, leftMs: 100_000 }, due: [moment(2).token] });
    await answer(1);
    expect((await page()).own).toMatchObject({ checksMet: 1 });
    now += 130_000;
    await ask(2);
    now += 130_000;
    const { view } = await page();
    expect(view?.rows.map(({ state }) => state)).toEqual(['ANSWERED', 'MISSED']);
    expect(view).toMatchObject({ met: 1, open: null, due: [], explainable: true });
    // Another member's page says nothing of it.
    expect((await page(1)).view).toMatchObject({ rows: [], met: 0 });
  });

  test('nothing where the campaign asks nothing', async () => {
    await rule(0, 0);
    expect((await page()).view).toBeNull();
  });

  test('officials: the evidence of one member, with every check and what came of it', async () => {
    await asked();
    now += 121_000;
    await explain();
    const args = { campaignId: room.campaignId, memberId: member(), now: new Date(now) };
    const evidence = await getMemberEvidence({ viewer: await secretary(), ...args }, services.db);
    expect(evidence.sessions[0]).toMatchObject({
      ...{ checksMet: 0, checksNeeded: 0 },
      checks: [{ number: 1, at: moment(1).at, state: 'EXPLAINED', explanation: 'Nhà mất điện', decisionReason: null }],
    });
    expect(JSON.stringify(evidence)).not.toContain('presenceChecks');
  });

  test('a trimmed recording moves the places with it', async () => {
    await asked();
    const { at } = moment(1);
    await inTransaction(services.db, (tx) => moveChecks({ sessionId: session(), by: -30, seconds: 5000 }, tx));
    expect(await stored()).toMatchObject({ at: at - 30 });
  });
});
