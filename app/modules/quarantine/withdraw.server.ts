import { can, canAnywhere } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction, type PrismaClient } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { QuarantineTarget } from './schema';

interface Found {
  targetId: string;
  title: string;
  publicPath: string | null;
  unitId: number | null;
}

/**
 * Withdraws a thing at once and everywhere: its pages, files and playlists answer as if it were gone, keys are given to nobody, an
 * import is not carried out. `name` is what the page calls it: a session's number, a document's code, an import's id.
 * Withdrawing twice does it once. @throws AppError not-found
 */
export async function withdraw(
  args: { viewer: Viewer; target: QuarantineTarget; name: string; reason: string },
  db: PrismaClient,
): Promise<void> {
  const { viewer, target, reason } = args;
  const found = await FIND[target](viewer, args.name, db);
  if (found.length === 0) throw notFound();
  await inTransaction(db, async (tx) => {
    for (const one of found) {
      const rows = await tx.$queryRaw<{ id: number }[]>`
        insert into quarantine (target, target_id, title, public_path, unit_id, reason, by_account_id, by_name)
        values (${target}::quarantine_target, ${one.targetId}, ${one.title}, ${one.publicPath}, ${one.unitId}, ${reason},
                ${viewer.accountId}, ${viewer.displayName})
        on conflict (target, target_id) where lifted_at is null do nothing returning id`;
      const [row] = rows;
      if (!row) continue;
      await appendAudit(tx, {
        actor: viewer,
        action: 'quarantine.withdraw',
        targetType: 'quarantine',
        targetId: row.id,
        unitId: one.unitId,
        data: { target, name: args.name, reason },
      });
    }
  });
}

const FIND: Record<QuarantineTarget, (viewer: Viewer, name: string, db: Db) => Promise<Found[]>> = {
  async ASSET(viewer, name, db) {
    if (!/^[1-9]\d{0,8}$/.test(name)) return [];
    const rows = await db.$queryRaw<(Omit<Found, 'targetId'> & { publicPath: string; unitPath: string })[]>`
      select s.title, u.id as "unitId", u.path::text as "unitPath", p.path as "publicPath"
        from study_session s join campaign c on c.id = s.campaign_id join unit u on u.id = c.unit_id
        join lateral (select a.public_path as path from recording r join media_asset a on a.id = r.asset_id where r.session_id = s.id
                      union select b.public_path from broadcast b where b.session_id = s.id and b.state <> 'CANCELLED') p on true
       where s.id = ${Number(name)}`;
    return rows
      .filter(({ unitPath }) => can(viewer, 'quarantine.withdraw', unitPath))
      .map(({ title, unitId, publicPath }) => ({ title, unitId, publicPath, targetId: publicPath }));
  },
  async DOCUMENT(viewer, name, db) {
    const rows = await db.$queryRaw<{ id: number; title: string; unitId: number; unitPath: string }[]>`
      select d.id, d.title, u.id as "unitId", u.path::text as "unitPath"
        from party_document d join campaign_document cd on cd.document_id = d.id
        join campaign c on c.id = cd.campaign_id join unit u on u.id = c.unit_id
       where d.code = ${name} order by c.id`;
    const row = rows.find(({ unitPath }) => can(viewer, 'quarantine.withdraw', unitPath));
    return row ? [{ targetId: String(row.id), title: row.title, publicPath: null, unitId: row.unitId }] : [];
  },
  async IMPORT(viewer, name, db) {
    if (!/^[0-9a-f-]{36}$/i.test(name)) return [];
    const run = await db.importRun.findUnique({
      where: { id: name },
      select: { fileName: true, unitId: true, createdById: true },
    });
    const own = run?.createdById === viewer.accountId && canAnywhere(viewer, 'quarantine.withdraw');
    if (!run || !(own || canAnywhere(viewer, 'quarantine.lift'))) return [];
    return [{ targetId: name, title: run.fileName, publicPath: null, unitId: run.unitId }];
  },
};
