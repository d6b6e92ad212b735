import { isWithin } from '~/modules/accounts/access';
import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import type { ManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { type Db, inTransaction, Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import type { VenueInput } from './input';
import { syncGuestCount } from './sync-guest-count.server';

interface Args {
  actor: AuditActor;
  /** Has been checked: the actor manages it. */
  campaign: Pick<ManagedCampaign, 'id' | 'state' | 'unitPath'>;
  sessionId: number;
  /** Absent: a new hall. */
  venueId?: number | undefined;
  input: VenueInput;
  requestId?: string;
  address?: string;
}

/** Adds a hall to a session or puts one right, with its units and clerks. Returns its id. @throws AppError not-found; invalid; conflict */
export async function saveVenue(args: Args, db: Db): Promise<number> {
  const { actor, campaign, sessionId, input } = args;
  requireUnclosed(campaign);
  try {
    return await inTransaction(db, async (tx) => {
      const session = await tx.studySession.findFirst({ where: { id: sessionId, campaignId: campaign.id } });
      if (!session) throw notFound();
      const host = await findUnit(input.host, campaign.unitPath, 'HOST', tx);
      const units = input.units.length > 0 ? input.units : [input.host];
      const unitIds: number[] = [];
      for (const code of units) unitIds.push((await findUnit(code, campaign.unitPath, 'UNITS', tx)).id);
      const clerkIds = await findClerks(input.clerks, tx);
      const { name, place, timeZone } = input;
      const data = { name, place, timeZone, unitId: host.id };
      let id = args.venueId;
      if (id === undefined) id = (await tx.venue.create({ data: { ...data, sessionId }, select: { id: true } })).id;
      else {
        const before = await tx.venue.findFirst({ where: { id, sessionId }, select: { unitId: true, guests: true } });
        if (!before) throw notFound();
        await tx.venue.update({ where: { id }, data });
        if (before.unitId !== host.id && before.guests !== null) {
          for (const unitId of [before.unitId, host.id]) {
            await syncGuestCount({ actor, campaignId: campaign.id, unitId }, tx);
          }
        }
        await tx.venueUnit.deleteMany({ where: { venueId: id } });
        await tx.venueClerk.deleteMany({ where: { venueId: id } });
      }
      const venueId = id;
      await tx.venueUnit.createMany({ data: [...new Set(unitIds)].map((unitId) => ({ venueId, unitId })) });
      await tx.venueClerk.createMany({ data: clerkIds.map((accountId) => ({ venueId, accountId })) });
      await appendAudit(tx, {
        actor,
        action: args.venueId === undefined ? 'venue.create' : 'venue.update',
        ...{ targetType: 'Venue', targetId: venueId, unitId: host.id },
        data: { sessionId, ...input },
        requestId: args.requestId,
        address: args.address,
      });
      return venueId;
    });
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
    throw new AppError(
      'conflict',
      'NAME_TAKEN',
      'Buổi học đã có điểm cầu tên này. Đồng chí đặt tên khác để phân biệt.',
    );
  }
}

/** Which field of the form an error belongs to. */
export const VENUE_ERROR_FIELDS = {
  ...{ NAME_TAKEN: 'name', HOST_UNKNOWN: 'host', UNITS_UNKNOWN: 'units', CLERK_UNKNOWN: 'clerks' },
} as const;

/** @throws AppError conflict */
export function requireUnclosed(campaign: Pick<ManagedCampaign, 'state'>): void {
  if (campaign.state !== 'CLOSED') return;
  throw new AppError('conflict', 'CAMPAIGN_CLOSED', 'Đợt học tập đã kết thúc nên không sửa được điểm cầu.');
}

async function findUnit(code: string, within: string, what: 'HOST' | 'UNITS', tx: Db): Promise<{ id: number }> {
  const [unit] = await tx.$queryRaw<{ id: number; path: string }[]>`
    select id, path::text as path from unit where lower(code) = lower(${code}) and closed_on is null`;
  if (unit && isWithin(unit.path, within)) return unit;
  throw new AppError(
    'invalid',
    `${what}_UNKNOWN`,
    'Không có đơn vị nào mang mã “{{code}}” trong phạm vi của đợt học tập. Đồng chí kiểm tra lại mã.',
    { code },
  );
}

/** Accounts that hold a role which may keep a roll; naming one gives them these halls' units and nothing more. */
async function findClerks(usernames: readonly string[], tx: Db): Promise<number[]> {
  const ids: number[] = [];
  for (const username of new Set(usernames.map((name) => name.toLowerCase()))) {
    const account = await tx.account.findFirst({
      where: {
        ...{ username, disabledAt: null },
        grants: { some: { role: { in: ['VENUE_CLERK', 'SECRETARY'] }, revokedAt: null } },
      },
      select: { id: true },
    });
    if (account) ids.push(account.id);
    else {
      throw new AppError(
        'invalid',
        'CLERK_UNKNOWN',
        'Tài khoản “{{username}}” chưa có hoặc chưa được giao vai trò Phụ trách điểm cầu. Đồng chí kiểm tra lại tên đăng nhập, hoặc đề nghị quản trị giao vai trò.',
        { username },
      );
    }
  }
  return ids;
}
