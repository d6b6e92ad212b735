import { can } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { searchKey } from '~/platform/vietnamese';
import { getUnitDetail, listPossibleParents, type UnitDetail } from './get-unit-detail.server';
import { lockTree } from './lock-tree.server';
import type { CreateUnitForm, UpdateUnitForm } from './schema';

interface Args<Input> {
  viewer: Viewer;
  input: Input;
  requestId?: string;
}

/** Adds a unit below one that the viewer manages, as the last of its siblings. */
export async function createUnit({ viewer, input, requestId }: Args<CreateUnitForm>, db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockTree(tx);
    const parent = await requireParent(viewer, input.parentCode, null, tx);
    // Lists find units without regard to case, so two codes may not differ in case alone.
    const [taken] = await tx.$queryRaw<unknown[]>`select 1 from unit where lower(code) = lower(${input.code})`;
    if (taken)
      throw new AppError('conflict', 'CODE_TAKEN', 'Mã {{code}} đã có đơn vị khác dùng. Đồng chí hãy chọn mã khác.', {
        code: input.code,
      });
    const [unit] = await tx.$queryRaw<{ id: number }[]>`
      insert into unit (id, code, parent_id, kind, name, path, time_zone, country, search_key, position)
      select id, ${input.code}, ${parent.id}::int, ${input.kind}::unit_kind, ${input.name}, ${parent.path}::text::ltree || id::text,
             ${input.timeZone}, ${input.country}, ${searchKey(input.name)}, (select coalesce(max(position), 0) + 1 from unit)
        from nextval(pg_get_serial_sequence('unit', 'id')) id returning id`;
    const id = unit?.id ?? 0;
    const data = { ...input };
    await appendAudit(tx, {
      actor: viewer,
      action: 'unit.create',
      targetType: 'unit',
      targetId: id,
      unitId: id,
      data,
      requestId,
    });
  });
}

/** Changes a unit; with another parent its whole subtree moves along. */
export async function updateUnit(
  { viewer, code, input, requestId }: Args<UpdateUnitForm> & { code: string },
  db: Db,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockTree(tx);
    const unit = await getUnitDetail({ viewer, code }, tx);
    if (!unit.manages) throw notFound();
    const moves = input.parentCode !== undefined && input.parentCode !== unit.parentCode;
    if (moves && !(unit.parentPath && can(viewer, 'unit.manage', unit.parentPath))) throw notFound();
    const parent = moves ? await requireParent(viewer, input.parentCode ?? '', unit.path, tx) : null;
    if (input.kind === 'CELL' && unit.kind !== 'CELL' && (await tx.unit.count({ where: { parentId: unit.id } })) > 0)
      throw new AppError(
        'conflict',
        'HAS_UNITS_BELOW',
        'Đơn vị này đang có đơn vị trực thuộc nên không thể là chi bộ. Đồng chí hãy chọn loại khác.',
      );
    const { name, kind, timeZone, country } = input;
    const fields = ['name', 'kind', 'timeZone', 'country'] as const;
    const changed: Record<string, { from: string | null; to: string }> = {};
    for (const field of fields)
      if (unit[field] !== input[field]) changed[field] = { from: unit[field], to: input[field] };
    if (parent) changed.parent = { from: unit.parentCode, to: parent.code };
    if (Object.keys(changed).length === 0) return;
    await tx.unit.update({
      where: { id: unit.id },
      data: { name, kind, timeZone, country, searchKey: searchKey(name), ...(parent && { parentId: parent.id }) },
    });
    if (parent)
      await tx.$executeRaw`
        update unit set path = ${parent.path}::text::ltree || subpath(path, nlevel(${unit.path}::text::ltree) - 1)
         where path <@ ${unit.path}::text::ltree`;
    await appendAudit(tx, {
      actor: viewer,
      action: 'unit.update',
      targetType: 'unit',
      targetId: unit.id,
      unitId: unit.id,
      data: changed,
      requestId,
    });
  });
}

async function requireParent(viewer: Viewer, code: string, except: string | null, tx: Db): Promise<UnitDetail> {
  const offered = await listPossibleParents({ viewer, except }, tx);
  if (!offered.some((one) => one.code === code))
    throw new AppError(
      'unprocessable',
      'NO_SUCH_PARENT',
      'Không đặt đơn vị dưới cấp trên này được. Đồng chí hãy chọn một đơn vị trong danh sách.',
    );
  return getUnitDetail({ viewer, code }, tx);
}
