import type { Viewer } from '~/modules/accounts/viewer';
import type { PrismaClient } from '~/platform/db';

export interface Classroom {
  unitId: number;
  unitPath: string;
  campaignId: number;
  campaignCode: string;
  sessionIds: number[];
  memberIds: number[];
}

let made = 0;

/** A cell with members, an open campaign with sessions and recordings, and the roster taken. */
export async function makeClassroom(
  db: PrismaClient,
  options: {
    members?: number;
    sessions?: number;
    timelineSeconds?: number;
    threshold?: number;
    quizRequired?: boolean;
  } = {},
): Promise<Classroom> {
  const { members = 3, sessions = 1, timelineSeconds = 100, threshold = 8000, quizRequired = false } = options;
  made += 1;
  const code = `lop-${process.pid}-${made}`;
  const [unit] = await db.$queryRaw<{ id: number }[]>`
    insert into unit (id, code, kind, name, path)
    select id, ${code}, 'CELL', ${`Chi bộ ${made}`}, id::text::ltree
      from nextval(pg_get_serial_sequence('unit', 'id')) id returning id`;
  const unitId = unit?.id ?? 0;
  const people = await db.$queryRaw<{ id: number }[]>`
    insert into member (unit_id, full_name, sort_key, search_key, match_key)
    select ${unitId}, 'Nguyễn Văn ' || n, n::text, n::text, ${code} || n from generate_series(1, ${members}) n returning id`;
  const memberIds = people.map(({ id }) => id).sort((a, b) => a - b);
  const campaign = await db.campaign.create({
    data: {
      ...{ code, title: 'Chuyển đổi số', unitId, coverageThreshold: threshold, quizRequired },
      state: 'OPEN',
      openedAt: new Date(),
      deadlineAt: new Date(Date.now() + 30 * 86_400_000),
    },
  });
  const sessionIds: number[] = [];
  for (let position = 1; position <= sessions; position += 1) {
    const session = await db.studySession.create({
      data: {
        campaignId: campaign.id,
        position,
        title: `Chuyên đề ${position}`,
        startsAt: new Date(Date.now() - 86_400_000),
      },
    });
    const asset = await db.mediaAsset.create({ data: { publicPath: `${code}-${position}`, fileName: 'lecture.mp4' } });
    await db.recording.create({ data: { sessionId: session.id, assetId: asset.id, timelineSeconds } });
    sessionIds.push(session.id);
  }
  await db.$executeRaw`
    insert into roster_entry (campaign_id, member_id, unit_id, reason, kind)
    select ${campaign.id}, m, ${unitId}, 'REQUIRED', 'OFFICIAL' from unnest(${memberIds}::int[]) m`;
  return { unitId, unitPath: String(unitId), campaignId: campaign.id, campaignCode: code, sessionIds, memberIds };
}

/** A viewer as the HTTP layer would make one; roles are on the classroom's unit. */
export async function makeViewer(
  db: PrismaClient,
  room: Classroom,
  { roles = [], memberId = null }: { roles?: Viewer['grants'][number]['role'][]; memberId?: number | null } = {},
): Promise<Viewer> {
  made += 1;
  const username = `nguoi-${process.pid}-${made}`;
  const account = await db.account.create({
    data: { username, displayName: 'Trần Thị Bình', passwordHash: '-', mustChangePassword: false, memberId },
  });
  const grant = { unitId: room.unitId, unitCode: room.campaignCode, unitName: 'Chi bộ', path: room.unitPath };
  return {
    ...{ accountId: account.id, authSessionId: 0, username, displayName: account.displayName, language: 'vi' },
    ...{ mustChangePassword: false, memberId, timeZone: 'Asia/Ho_Chi_Minh' },
    homeUnitId: memberId === null ? null : room.unitId,
    homePath: memberId === null ? null : room.unitPath,
    grants: roles.map((role) => ({ role, ...grant })),
  };
}
