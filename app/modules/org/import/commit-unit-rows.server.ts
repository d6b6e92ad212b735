import type { Db } from '~/platform/db';
import type { ImportRun } from '~/platform/generated/prisma/client';
import { searchKey } from '~/platform/vietnamese';
import type { Change, RowIssue } from './import-row';
import { readImportRows, transactionSql } from './import-rows.server';
import { type ParsedUnitRow, planUnitRows, type UnitValues } from './plan-unit-rows';
import { findExistingUnits } from './read-unit-rows.server';
import type { RunActor } from './run-actor.server';
import type { ImportSummary } from './summary';

interface UnitRowData {
  values: UnitValues;
  parseIssues: RowIssue[];
}

/** Writes the unit rows of a run: new units with their paths, changed ones, and moved subtrees. */
export async function commitUnitRows(tx: Db, run: ImportRun, actor: RunActor): Promise<ImportSummary['counts']> {
  const rows: ParsedUnitRow[] = [];
  for await (const batch of readImportRows(run.id, transactionSql(tx))) {
    for (const row of batch) {
      const data = row.data as UnitRowData;
      rows.push({ rowNumber: row.rowNumber, values: data.values, issues: data.parseIssues });
    }
  }
  const plans = planUnitRows(rows, await findExistingUnits(actor.scope, tx), actor.scope === null);
  const counts: ImportSummary['counts'] = {};
  for (const plan of plans) counts[plan.action] = (counts[plan.action] ?? 0) + 1;
  const chosen = plans.flatMap((plan, i) => {
    const values = rows[i]?.values;
    return values && (plan.action === 'CREATE' || plan.action === 'UPDATE') ? [{ plan, values, position: i }] : [];
  });
  const news = chosen.filter(({ plan }) => plan.action === 'CREATE');
  await insertUnits(
    news.map(({ values, position }) => ({ values, position })),
    tx,
  );
  for (const { plan, values } of chosen)
    if (plan.action === 'UPDATE') await updateUnit(plan.unitId ?? 0, plan.changes, values, tx);
  // Paths follow from the parents; rewriting those that differ also moves whole subtrees.
  await tx.$executeRaw`
    with recursive tree(id, path) as (
      select id, id::text::ltree from unit where parent_id is null
      union all select u.id, t.path || u.id::text from unit u join tree t on u.parent_id = t.id)
    update unit u set path = tree.path from tree where tree.id = u.id and u.path is distinct from tree.path`;
  return counts;
}

/** New units stand alone at first; their paths are put right once every parent is there. */
async function insertUnits(news: { values: UnitValues; position: number }[], tx: Db): Promise<void> {
  if (news.length === 0) return;
  const of = <T>(pick: (values: UnitValues) => T) => news.map(({ values }) => pick(values));
  await tx.$executeRaw`
    insert into unit (id, code, kind, name, path, time_zone, country, position, search_key)
    select id, code, kind::unit_kind, name, id::text::ltree, zone, country, position, key
      from (select t.*, nextval(pg_get_serial_sequence('unit', 'id')) as id from unnest(
        ${of((v) => v.code)}::text[], ${of((v) => v.kind)}::text[], ${of((v) => v.name)}::text[],
        ${of((v) => v.timeZone ?? 'Asia/Ho_Chi_Minh')}::text[], ${of((v) => v.country ?? 'VN')}::text[],
        ${news.map(({ position }) => position)}::int[], ${of((v) => searchKey(v.name))}::text[])
        as t(code, kind, name, zone, country, position, key)) s`;
  await tx.$executeRaw`
    update unit u set parent_id = p.id from unnest(${of((v) => v.code)}::text[], ${of((v) => v.parent)}::text[]) as t(code, parent)
      join unit p on p.code = t.parent where u.code = t.code`;
}

async function updateUnit(id: number, changes: Change[], values: UnitValues, tx: Db): Promise<void> {
  const changed = new Set(changes.map((change) => change.field));
  const parent =
    changed.has('parent') && values.parent ? await tx.unit.findUnique({ where: { code: values.parent } }) : null;
  await tx.unit.update({
    where: { id },
    data: {
      ...(changed.has('name') && { name: values.name, searchKey: searchKey(values.name) }),
      ...(changed.has('kind') && values.kind && { kind: values.kind }),
      ...(changed.has('timeZone') && values.timeZone && { timeZone: values.timeZone }),
      ...(changed.has('country') && values.country && { country: values.country }),
      ...(parent && { parentId: parent.id }),
    },
  });
}
