import { requireCan } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { Prisma } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { brokenSums } from './figures';
import { type CampaignFrame, getCampaignFrame, getUnitFrame } from './get-campaign-frame.server';
import { readMembersToFreeze } from './read-members-to-freeze.server';
import { currentTemplate } from './read-report-templates.server';
import type { ReportTemplate } from './report-template';
import { rollUp } from './roll-up.server';
import { flatten } from './roll-up-tree';
import { type FrozenFigures, type FrozenMember, SnapshotHash } from './snapshot-content';

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

const TRIES = 4;

/**
 * Freezes the figures of a campaign for a unit and its subtree (chốt số liệu): figures, members and their hash in one
 * REPEATABLE READ transaction, so that everything stored was true at one moment. Freezing again with nothing changed gives the
 * newest snapshot back; with changes it makes a supplement of it. Two freezes at once: the unique chain lets one through and
 * the other looks again.
 * @throws AppError not-found; conflict while the campaign has no roster
 */
export async function freezeFigures(args: FreezeArgs, services: Services): Promise<FreezeResult> {
  const { db, clock } = services;
  const unit = await getUnitFrame(args.unitCode, db);
  requireCan(args.viewer, 'report.make', unit.path);
  const campaign = await getCampaignFrame(args.campaignCode, db);
  if (!campaign.rosterTakenAt) {
    throw new AppError(
      'conflict',
      'NO_ROSTER',
      'Đợt học tập chưa mở nên chưa có danh sách phải học. Hãy mở đợt học tập trước khi chốt số liệu.',
    );
  }
  const template = await currentTemplate(clock.now());
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction((tx) => freezeOnce(tx, args, campaign, unit, template), {
        isolationLevel: 'RepeatableRead',
        timeout: 300_000,
      });
    } catch (error) {
      const lostRace = error instanceof Prisma.PrismaClientKnownRequestError && ['P2002', 'P2034'].includes(error.code);
      if (!lostRace || attempt >= TRIES) throw error;
    }
  }
}

async function freezeOnce(
  tx: Prisma.TransactionClient,
  args: FreezeArgs,
  campaign: CampaignFrame,
  unit: { id: number; path: string },
  template: ReportTemplate,
): Promise<FreezeResult> {
  const run = (text: string, values: unknown[]) => tx.$queryRawUnsafe<Record<string, unknown>[]>(text, ...values);
  const bandFloors = template.bands.map((band) => band.from);
  const root = await rollUp(
    { campaignId: campaign.id, rootPath: unit.path, sessionCount: campaign.sessions.length, bandFloors },
    run,
  );
  const broken = brokenSums(root.sum);
  if (broken.length > 0) throw new Error(`Figures do not add up for unit ${unit.id}: ${broken.join(', ')}`);
  const figures = toFrozen(campaign, template, flatten(root));
  const previous = await tx.snapshot.findFirst({
    where: { campaignId: campaign.id, unitId: unit.id },
    orderBy: { id: 'desc' },
    select: { id: true, sha256: true },
  });
  const hash = new SnapshotHash(figures);
  const batches: FrozenMember[][] = [];
  for await (const batch of readMembersToFreeze({ campaign, rootPath: unit.path }, run)) {
    for (const member of batch) hash.add(member);
    batches.push(batch);
  }
  const sha256 = hash.hex();
  if (previous?.sha256 === sha256) return { snapshotId: previous.id, created: false };
  const snapshot = await tx.snapshot.create({
    data: {
      campaignId: campaign.id,
      unitId: unit.id,
      frozenById: args.viewer.accountId,
      frozenByName: args.viewer.displayName,
      figures: JSON.parse(JSON.stringify(figures)),
      sha256,
      supplementsId: previous?.id ?? null,
    },
    select: { id: true },
  });
  for (const batch of batches) {
    await tx.snapshotMember.createMany({
      data: batch.map((member) => ({ ...member, snapshotId: snapshot.id })) as Prisma.SnapshotMemberCreateManyInput[],
    });
  }
  await appendAudit(tx, {
    actor: args.viewer,
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
    requestId: args.requestId,
    address: args.address,
  });
  return { snapshotId: snapshot.id, created: true };
}

function toFrozen(campaign: CampaignFrame, template: ReportTemplate, nodes: ReturnType<typeof flatten>): FrozenFigures {
  return {
    version: 1,
    campaign: {
      code: campaign.code,
      title: campaign.title,
      opensAt: campaign.opensAt?.toISOString() ?? null,
      deadlineAt: campaign.deadlineAt.toISOString(),
      deadlineTimeZone: campaign.deadlineTimeZone,
      coverageThreshold: campaign.coverageThreshold,
      quizRequired: campaign.quizRequired,
      paperRequired: campaign.paperRequired,
    },
    sessions: campaign.sessions.map(({ id: _, startsAt, ...session }) => ({
      ...session,
      startsAt: startsAt.toISOString(),
    })),
    bands: template.bands.map(({ label, from }) => ({ label, from })),
    units: nodes.map(({ children: _, position: __, ...node }) => node),
  };
}
