import { isWithin, requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { brokenSums } from './figures';
import { type CampaignFrame, getCampaignFrame, getUnitFrame, type UnitFrame } from './get-campaign-frame.server';
import { readMembersToFreeze } from './read-members-to-freeze.server';
import { currentTemplate } from './read-report-templates.server';
import { readVenuesToFreeze } from './read-venues-to-freeze.server';
import type { ReportTemplate } from './report-template';
import { rollUp } from './roll-up.server';
import { flatten } from './roll-up-tree';
import type { FreezeStage } from './schema';
import { type FrozenFigures, type FrozenMember, type FrozenVenue, SnapshotHash } from './snapshot-content';

export interface FreezeArgs {
  viewer: Viewer;
  campaignCode: string;
  unitCode: string;
  requestId?: string;
  address?: string;
}

export interface FreezeResult {
  snapshotId: number;
  /** False: nothing has changed since the newest snapshot, which is given back. */
  created: boolean;
}

/** Says how far the freeze is, 0 to 100; throws when it is to end. Called between statements, never inside one. */
export type OnFreezeProgress = (progress: number, stage: FreezeStage) => Promise<void>;

/** What is frozen, and in whose name; who may ask has been checked. */
export interface FreezeWork {
  campaign: CampaignFrame;
  unit: { id: number; path: string };
  by: { accountId: number | null; displayName: string };
  /** The request behind it: carried out twice, it still makes one snapshot. */
  freezeId?: number;
  requestId?: string;
  address?: string;
}

const TRIES = 4;
/** A bloc of a million members takes minutes; more than an hour is a fault. */
const LONGEST_MS = 60 * 60_000;

/** Freezes at once, in the process of the caller: for the command line. Pages ask for it with `requestFreeze`. @throws AppError not-found; conflict */
export async function freezeFigures(args: FreezeArgs, services: Services): Promise<FreezeResult> {
  const { campaign, unit } = await findWhatToFreeze(args, services.db);
  const { viewer: by, requestId, address } = args;
  return freezeNow({ campaign, unit, by, requestId, address }, services);
}

/** @throws AppError not-found; conflict while the campaign has no roster */
export async function findWhatToFreeze(
  args: FreezeArgs,
  db: Db,
): Promise<{ campaign: CampaignFrame; unit: UnitFrame }> {
  const unit = await getUnitFrame(args.unitCode, db);
  requireCan(args.viewer, 'report.make', unit.path);
  const campaign = await getCampaignFrame(args.campaignCode, db);
  // Another branch's campaign does not exist here, like on the board.
  if (!isWithin(unit.path, campaign.unitPath) && !isWithin(campaign.unitPath, unit.path)) throw notFound();
  if (!campaign.rosterTakenAt) {
    throw new AppError(
      'conflict',
      'NO_ROSTER',
      'Đợt học tập chưa mở nên chưa có danh sách phải học. Hãy mở đợt học tập trước khi chốt số liệu.',
    );
  }
  return { campaign, unit };
}

/**
 * Freezes the figures of a campaign for a unit and its subtree (chốt số liệu): figures, members and their hash in one
 * REPEATABLE READ transaction, so that everything stored was true at one moment. Freezing again with nothing changed gives the
 * newest snapshot back; with changes it makes a supplement of it. Two freezes at once: the unique chain lets one through and
 * the other looks again. Members are read twice, once for the hash and once to be stored, so that a million never stand in memory.
 */
export async function freezeNow(
  work: FreezeWork,
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  onProgress: OnFreezeProgress = async () => {},
): Promise<FreezeResult> {
  const template = await currentTemplate(clock.now());
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction((tx) => freezeOnce(tx, work, template, onProgress), {
        isolationLevel: 'RepeatableRead',
        timeout: LONGEST_MS,
      });
    } catch (error) {
      const lostRace = error instanceof Prisma.PrismaClientKnownRequestError && ['P2002', 'P2034'].includes(error.code);
      if (!lostRace || attempt >= TRIES) throw error;
    }
  }
}

async function freezeOnce(
  tx: Prisma.TransactionClient,
  work: FreezeWork,
  template: ReportTemplate,
  onProgress: OnFreezeProgress,
): Promise<FreezeResult> {
  const { campaign, unit } = work;
  if (work.freezeId !== undefined) {
    // Committed before, by a worker that died before it could say so.
    const made = await tx.snapshot.findUnique({ where: { freezeId: work.freezeId }, select: { id: true } });
    if (made) return { snapshotId: made.id, created: true };
  }
  const run = (text: string, values: unknown[]) => tx.$queryRawUnsafe<Record<string, unknown>[]>(text, ...values);
  await onProgress(1, 'count');
  const bandFloors = template.bands.map((band) => band.from);
  const root = await rollUp(
    { campaignId: campaign.id, rootPath: unit.path, sessionCount: campaign.sessions.length, bandFloors },
    run,
  );
  const broken = brokenSums(root.sum);
  if (broken.length > 0) throw new Error(`Figures do not add up for unit ${unit.id}: ${broken.join(', ')}`);
  const share = (done: number) => done / Math.max(1, root.sum.total);
  const venues = await readVenuesToFreeze({ campaignId: campaign.id, rootPath: unit.path }, run);
  const figures = toFrozen(campaign, template, flatten(root), venues);
  const previous = await tx.snapshot.findFirst({
    where: { campaignId: campaign.id, unitId: unit.id },
    orderBy: { id: 'desc' },
    select: { id: true, sha256: true },
  });
  const hash = new SnapshotHash(figures);
  let done = 0;
  for await (const batch of readMembersToFreeze({ campaign, rootPath: unit.path }, run)) {
    for (const member of batch) hash.add(member);
    done += batch.length;
    await onProgress(Math.round(10 + 30 * share(done)), 'read');
  }
  const sha256 = hash.hex();
  if (previous?.sha256 === sha256) return { snapshotId: previous.id, created: false };
  const snapshot = await tx.snapshot.create({
    data: {
      campaignId: campaign.id,
      unitId: unit.id,
      frozenById: work.by.accountId,
      frozenByName: work.by.displayName,
      figures: JSON.parse(JSON.stringify(figures)),
      sha256,
      supplementsId: previous?.id ?? null,
      freezeId: work.freezeId ?? null,
    },
    select: { id: true },
  });
  let stored = 0;
  for await (const batch of readMembersToFreeze({ campaign, rootPath: unit.path }, run)) {
    await storeFrozenMembers(snapshot.id, batch, tx);
    stored += batch.length;
    await onProgress(Math.round(40 + 50 * share(stored)), 'store');
  }
  await appendAudit(tx, {
    actor:
      work.by.accountId === null
        ? { system: work.by.displayName }
        : { accountId: work.by.accountId, displayName: work.by.displayName },
    action: 'report.freeze',
    targetType: 'Snapshot',
    targetId: snapshot.id,
    unitId: unit.id,
    data: {
      campaign: campaign.code,
      sha256,
      supplements: previous?.id ?? null,
      required: root.sum.required,
      studied: root.sum.studied,
    },
    requestId: work.requestId,
    address: work.address,
  });
  return { snapshotId: snapshot.id, created: true };
}

/** One parameter for a whole batch: thirty thousand of them cost more than the rows. */
async function storeFrozenMembers(snapshotId: number, batch: FrozenMember[], tx: Prisma.TransactionClient) {
  await tx.$executeRaw`
    INSERT INTO snapshot_member (snapshot_id, member_id, unit_id, full_name, sort_key, birth_year, required, roster_reason, studied, way,
           excused, key_cadre, quiz_score, quiz_passed, paper_done, note)
    SELECT ${snapshotId}, "memberId", "unitId", "fullName", "sortKey", "birthYear", required, "rosterReason", studied, way,
           excused, "keyCadre", "quizScore", "quizPassed", "paperDone", note
      FROM jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) AS m ("memberId" int, "unitId" int, "fullName" text, "sortKey" text,
           "birthYear" int, required boolean, "rosterReason" roster_reason, studied boolean, way attendance_way, excused boolean,
           "keyCadre" boolean, "quizScore" int, "quizPassed" boolean, "paperDone" boolean, note text)`;
}

function toFrozen(
  campaign: CampaignFrame,
  template: ReportTemplate,
  nodes: ReturnType<typeof flatten>,
  venues: FrozenVenue[],
): FrozenFigures {
  return {
    version: 1,
    campaign: {
      code: campaign.code,
      title: campaign.title,
      opensAt: campaign.opensAt?.toISOString() ?? null,
      deadlineAt: campaign.deadlineAt.toISOString(),
      deadlineTimeZone: campaign.deadlineTimeZone,
      coverageThreshold: campaign.coverageThreshold,
      ...(campaign.presenceChecks > 0
        ? { presenceChecks: { count: campaign.presenceChecks, needed: campaign.presenceChecksNeeded } }
        : {}),
      quizRequired: campaign.quizRequired,
      paperRequired: campaign.paperRequired,
    },
    sessions: campaign.sessions.map(({ id: _, startsAt, ...session }) => ({
      ...session,
      startsAt: startsAt.toISOString(),
    })),
    bands: template.bands.map(({ label, from }) => ({ label, from })),
    ...(venues.length > 0 && { venues }),
    units: nodes.map(({ children: _, position: __, ...node }) => node),
  };
}
