import { findViewer } from '~/modules/accounts/find-viewer.server';
import type { Viewer } from '~/modules/accounts/viewer';
import { pollInput } from '~/modules/polls/input';
import { createPoll, orderPoll } from '~/modules/polls/manage-polls.server';
import { importBank } from '~/modules/quizzes/import-bank.server';
import { startAttempt } from '~/modules/quizzes/start-attempt.server';
import { freezeFigures } from '~/modules/reports/freeze-figures.server';
import { makeCode, makeScreenToken, venueKey } from '~/modules/venues/check-in-code';
import type { Services } from '~/platform/services';
import type { Person } from '../access/matrix';
import type { World } from '../access/world';
import { makeViewer } from '../factories/attendance';
import { SAMPLE_BANK } from '../factories/quizzes';

/** What is going on in a unit: a vote by secret ballot, an open hall, frozen figures and an attempt of its member. */
export interface Furnished {
  poll: string;
  screen: string;
  /** The code on the hall's screen; for 90 seconds. */
  checkInCode(): string;
}

/** Brings a world to life, so that its pages have all their forms. `cookies`: of its people; without, nobody answers. */
export async function furnish(services: Services, world: World, cookies?: Record<Person, string>): Promise<Furnished> {
  const { db, env } = services;
  const { room, things } = world;
  const sessionId = room.sessionIds[0] ?? 0;
  await importBank(
    {
      ...{ bytes: SAMPLE_BANK, code: things.bank, title: '', unitCode: things.campaign, dryRun: false },
      actor: { system: 'test' },
    },
    db,
  );
  await db.quiz.update({ where: { campaignId: room.campaignId }, data: { afterCoverage: false, attempts: 3 } });
  const venueId = Number(things.venueId);
  const { linkVersion } = await db.venue.update({ where: { id: venueId }, data: { openedAt: new Date() } });
  const key = venueKey(env.SESSION_SECRET);
  const furnished = {
    screen: makeScreenToken({ venueId, linkVersion }, key),
    checkInCode: () => makeCode(venueId, Date.now(), key),
  };
  await db.campaign.update({ where: { id: room.campaignId }, data: { rosterTakenAt: new Date() } });
  const committee = await makeViewer(db, room, { roles: ['COMMITTEE'] });
  const { snapshotId } = await freezeFigures(
    { viewer: committee, campaignCode: things.campaign, unitCode: things.unit },
    services,
  );
  const { figures } = await db.snapshot.findUniqueOrThrow({ where: { id: snapshotId } });
  await replaceFigures(services, room.campaignId, figures);
  if (!cookies) return { ...furnished, poll: '999999' };
  const as = async (person: Person): Promise<Viewer> => {
    const viewer = await findViewer(cookies[person].slice('dc='.length), services);
    if (!viewer) throw new Error(`${person} is not signed in`);
    return viewer;
  };
  const organiser = await as('ORGANISER');
  const input = pollInput.parse({
    title: 'Thông qua dự thảo',
    options: 'Tán thành\nKhông',
    secret: 'on',
    quorumPercent: '50',
  });
  const poll = await createPoll({ viewer: organiser, sessionId, ...input }, services);
  await orderPoll({ viewer: organiser, sessionId, poll, order: 'open' }, services);
  await startAttempt(services, { viewer: await as('MEMBER'), code: things.campaign });
  return { ...furnished, poll: String(poll) };
}

/** The world's own snapshot has none; they are never changed, so their guard has to look away. */
async function replaceFigures({ pool }: Services, campaignId: number, figures: unknown): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query('update snapshot set figures = $2 where campaign_id = $1', [campaignId, figures]);
    await client.query('commit');
  } finally {
    client.release();
  }
}
