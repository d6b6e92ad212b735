import { appendAudit } from '~/modules/audit/append-audit.server';
import { auditKeys, entryMac } from '~/modules/audit/audit-keys';
import { entryText, jsonbText } from '~/modules/audit/entry-text';
import { sealEntries } from '~/modules/audit/seal-entries.server';
import { verifyAudit } from '~/modules/audit/verify-audit.server';
import { readEnv } from '~/platform/env';
import { createServices } from '~/platform/services';

// A log of 1,000,000 entries as the application writes them: sealed, then verified from end to end. Baseline of the verification: the
// same rows read by number and thrown away. Second figure: writers that audit while the sealing step runs; baseline without it.
const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 1_000_000);
const BATCH = 10_000;
const WRITERS = 24;
const EACH = 60;

const services = createServices(readEnv(), 'bench');
const { pool, env } = services;
const [key] = auditKeys(env.AUDIT_SECRET);
const seconds = (since: number) => Number(((performance.now() - since) / 1000).toFixed(2));
const print = (line: object) => console.log(JSON.stringify(line));

// Filled without the indexes that the inspector's page asks; they are back before anything is measured.
const { rows: indexes } = await pool.query<{ name: string; definition: string }>(
  `select indexname as name, indexdef as definition from pg_indexes where tablename = 'audit_entry' and indexname <> 'audit_entry_pkey'`,
);
for (const { name } of indexes) await pool.query(`drop index "${name}"`);
for (let first = 0; first < ENTRIES; first += BATCH) {
  const rows = Array.from({ length: Math.min(BATCH, ENTRIES - first) }, (_, index) => {
    const n = first + index;
    const entry = {
      ...{ at: Date.now(), action: n % 3 ? 'member.view' : 'member.update', actorAccountId: n % 500 },
      ...{ actorName: `Nguyễn Văn Kiểm ${n % 500}`, targetType: 'Member', targetId: String(n), unitId: (n % 400) + 1 },
      actor: jsonbText({ username: `kiem.${n % 500}`, roles: ['SECRETARY@K.B.2'], homeUnitId: 3 }),
      data: jsonbText(n % 3 ? {} : { partyPosition: { from: 'Đảng viên', to: 'Chi ủy viên' } }),
      ...{
        memberIds: [n + 1],
        requestId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
        address: '10.1.2.3',
      },
    };
    return { ...entry, mac: entryMac(entryText(entry), key).toString('hex') };
  });
  await pool.query(
    `with copied as (
       insert into audit_entry (at, action, actor_account_id, actor_name, actor, target_type, target_id, unit_id, data, member_ids,
                                request_id, address, mac)
       select to_timestamp(r.at / 1000.0), r.action, r."actorAccountId", r."actorName", r.actor::jsonb, r."targetType", r."targetId",
              r."unitId", r.data::jsonb, r."memberIds", r."requestId", r.address, decode(r.mac, 'hex')
         from json_to_recordset($1::json) as r (at float8, action text, "actorAccountId" int, "actorName" text, actor text,
              "targetType" text, "targetId" text, "unitId" int, data text, "memberIds" int[], "requestId" text, address text, mac text))
     select 1`,
    [JSON.stringify(rows)],
  );
}
for (const { definition } of indexes) await pool.query(definition);
await pool.query('vacuum analyze audit_entry');
let from = performance.now();
const sealed = await sealEntries(services, { head: true });
print({
  bench: 'audit-verify.seal',
  value: Math.round(sealed / seconds(from)),
  unit: 'entries/s',
  config: { entries: sealed },
});

async function readPlainly(): Promise<void> {
  for (let after = 0; ; ) {
    const { rows } = await pool.query('select * from audit_entry where id > $1 order by id limit 10000', [after]);
    if (rows.length === 0) return;
    after = rows.at(-1).id;
  }
}
from = performance.now();
await readPlainly();
const baseline = seconds(from);
from = performance.now();
const verdict = await verifyAudit(services);
const value = seconds(from);
const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
print({
  ...{ bench: 'audit-verify', value, unit: 's', baseline, ratio: Number((baseline / value).toFixed(2)) },
  ...{
    lost: sealed - verdict.entries,
    rssMb,
    config: { entries: verdict.entries, seals: verdict.seals, problems: verdict.problemCount },
  },
});

/** Times of transactions that write one entry, in ms. */
async function writeAtOnce(): Promise<number[]> {
  const times: number[] = [];
  const writer = async (who: number) => {
    for (let n = 0; n < EACH; n += 1) {
      const begun = performance.now();
      await services.db.$transaction((tx) =>
        appendAudit(tx, {
          actor: { accountId: who, displayName: 'Đo' },
          ...{ action: 'member.view', targetType: 'Member', targetId: n + 1, unitId: 1 },
        }),
      );
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, who) => writer(who)));
  return times.sort((a, b) => a - b);
}
const at = (times: number[], share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(1));
await writeAtOnce();
const without = await writeAtOnce();
let writing = true;
const sealing = (async () => {
  while (writing) await sealEntries(services);
})();
const during = await writeAtOnce();
writing = false;
await sealing;
await sealEntries(services, { head: true });
const after = await verifyAudit(services);
print({
  ...{ bench: 'audit-verify.write', value: at(during, 0.95), unit: 'ms', baseline: at(without, 0.95) },
  ...{
    ratio: Number((at(without, 0.95) / at(during, 0.95)).toFixed(2)),
    p50: at(during, 0.5),
    p95: at(during, 0.95),
    p99: at(during, 0.99),
  },
  ...{ lost: sealed + 3 * WRITERS * EACH - after.entries, config: { writers: WRITERS, problems: after.problemCount } },
});
await services.close();
if (verdict.problemCount + after.problemCount > 0 || verdict.entries < ENTRIES || value * (1_000_000 / ENTRIES) >= 20)
  process.exitCode = 1;
