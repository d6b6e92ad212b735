import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rowScopeOf } from '~/modules/accounts/row-scope-of';
import type { Viewer } from '~/modules/accounts/viewer';
import { connectDatabase, type Database } from '~/platform/db';
import { asPart, NOBODY, NoRowScopeError, type SYSTEM_PARTS, withRowScope } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import { loginUrls } from '../../bin/lib/database-logins.mjs';
import { LOGIN_PASSWORD } from '../../bin/lib/test-servers.mjs';
import { makeAccount, viewerOf } from '../factories/accounts';
import { createTestServices } from '../setup/services';
import { PERSONS, type Person } from './matrix';
import { CHANGES, OPEN_TABLES, SEES } from './row-matrix';
import { makeRowsWorld, PLACES, type RowsWorld } from './rows-world';

// What Postgres itself lets through, without any of the application's own conditions.

let services: Services;
let web: Database;
let world: RowsWorld;
let viewers: Record<Person, Viewer>;

beforeAll(async () => {
  services = await createTestServices();
  const urls: Record<string, string> = loginUrls(services.env.DATABASE_URL, LOGIN_PASSWORD);
  web = connectDatabase({ DATABASE_URL: urls.WEB_DATABASE_URL ?? '', DATABASE_POOL: 3 }, 'test-web', 'web');
  world = await makeRowsWorld(services);
  const found: [Person, Viewer][] = [];
  for (const person of PERSONS) {
    const member = person === 'MEMBER';
    const username = member ? world.accounts.A.username : `nguoi.${person.toLowerCase()}`;
    if (!member) {
      const account = await makeAccount(services, { username, grants: [[person, world.root]] });
      // Named for hall A.
      if (person === 'VENUE_CLERK')
        await services.db.venueClerk.create({ data: { venueId: world.venues.A, accountId: account.id } });
    }
    found.push([person, await viewerOf(services, username)]);
  }
  viewers = Object.fromEntries(found) as Record<Person, Viewer>;
}, 120_000);
afterAll(async () => {
  await web?.close();
  await services?.close();
});

const askers = () => [['NOBODY', NOBODY] as const, ...PERSONS.map((one) => [one, rowScopeOf(viewers[one])] as const)];
const tablesOfTheSchema = async () =>
  (
    await services.pool.query<{ name: string; guarded: boolean; policies: string[] }>(`
    select c.relname as name, c.relrowsecurity as guarded,
           coalesce((select json_agg(distinct r.rolname) from pg_policy p, unnest(p.polroles) o join pg_roles r on r.oid = o where p.polrelid = c.oid), '[]') as policies
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`)
  ).rows;

test('every table is guarded, or it is written down why it need not be', async () => {
  const tables = await tablesOfTheSchema();
  const open = tables.filter(({ guarded }) => !guarded).map(({ name }) => name);
  expect(open).toEqual(Object.keys(OPEN_TABLES).sort());
  const guarded = tables.filter((table) => table.guarded);
  expect(guarded.map(({ name }) => name)).toEqual(Object.keys(SEES).sort());
  for (const { name, policies } of guarded)
    expect([name, policies]).toEqual([name, expect.arrayContaining(['diemcau_web', 'diemcau_worker'])]);
});

test('web and worker own nothing and cannot pass the policies by', async () => {
  const { rows } = await services.pool.query(`
    select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as mighty,
           (select count(*)::int from pg_class c where c.relowner = r.oid) as owned from pg_roles r where rolname ~ '^diemcau_(web|worker)' order by 1`);
  expect(rows).toHaveLength(4);
  for (const row of rows) expect(row).toMatchObject({ mighty: false, owned: 0 });
  await withRowScope(rowScopeOf(viewers.ADMINISTRATOR), async () => {
    await expect(web.pool.query('set role none; set role diemcau')).rejects.toThrow(/permission denied/);
    await expect(web.pool.query('alter table member disable row level security')).rejects.toThrow(/must be owner/);
    await expect(web.pool.query('create policy mine on member using (true)')).rejects.toThrow(/must be owner/);
  });
});

const conditionOf = (table: string, place: (typeof PLACES)[number]) => world.find[table]?.[place] ?? 'false';

describe('rows without any condition', () => {
  test.each(Object.keys(SEES))('%s', async (table) => {
    const seen: Record<string, string> = {};
    for (const [asker, scope] of askers()) {
      seen[asker] = '';
      for (const place of PLACES) {
        const count = await withRowScope(scope, () =>
          web.pool.query(`select count(*)::int as n from ${table} where ${conditionOf(table, place)}`),
        );
        if (count.rows[0].n > 0) seen[asker] += place;
      }
      // No row of a kind that the world does not hold.
      if (asker === 'NOBODY') {
        const all = await withRowScope(scope, () => web.pool.query(`select count(*)::int as n from ${table}`));
        expect(all.rows[0].n).toBe(0);
      }
    }
    expect(seen).toEqual({ NOBODY: '', ...SEES[table] });
  });
});

describe('a change of every row', () => {
  test.each(Object.keys(SEES))('%s', async (table) => {
    const changed: Record<string, string> = {};
    const { rows } = await services.pool.query<{ column: string }>(
      `select attname as column from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum limit 1`,
      [table],
    );
    const column = rows[0]?.column;
    for (const [asker, scope] of askers()) {
      changed[asker] = '';
      for (const place of PLACES) {
        const done = await withRowScope(scope, () =>
          web.pool.query(`update ${table} set ${column} = ${column} where ${conditionOf(table, place)}`),
        ).catch((error: Error) => {
          // Refused by its grants, its policies or the trigger that lets nobody change what is only added to.
          if (/permission denied|row-level security|only ever added/.test(error.message)) return { rowCount: 0 };
          throw error;
        });
        if ((done.rowCount ?? 0) > 0) changed[asker] += place;
      }
    }
    expect(changed).toEqual({ NOBODY: '', ...CHANGES[table] });
  });
});

describe('adding rows', () => {
  const adds = (person: Person, sql: string) =>
    withRowScope(rowScopeOf(viewers[person]), () => web.pool.query(`${sql} on conflict do nothing`)).then(
      ({ rowCount }) => (rowCount ?? 0) > 0,
      (error: Error) => {
        if (/row-level security|permission denied/.test(error.message)) return false;
        throw error;
      },
    );
  const roleFor = (unit: number, account: number, role = 'SECRETARY') =>
    `insert into role_grant (account_id, role, unit_id) values (${account}, '${role}', ${unit})`;
  const evidenceFor = (place: (typeof PLACES)[number]) =>
    `insert into attendance_evidence (session_id, member_id, kind, positive, recorded_by_name)
     values (${world.sessions[place]}, ${world.members[place]}, 'CORRECTION', true, 'Tự ghi')`;

  test('nobody but an administrator gives roles, and only below', async () => {
    for (const person of PERSONS) {
      expect([person, await adds(person, roleFor(world.units.A.id, viewers[person].accountId))]).toEqual([
        person,
        person === 'ADMINISTRATOR',
      ]);
      expect(await adds(person, roleFor(world.units.Y.id, viewers[person].accountId))).toBe(false);
    }
  });

  test('a powerful role is given by nobody alone, whichever way it is written down', async () => {
    const { accountId } = viewers.ADMINISTRATOR;
    const refused = async (sql: string) => {
      const done = withRowScope(rowScopeOf(viewers.ADMINISTRATOR), () => web.pool.query(sql));
      await expect(done).rejects.toMatchObject({ code: '23514' });
    };
    await refused(roleFor(world.units.A.id, accountId, 'ADMINISTRATOR'));
    await refused(roleFor(world.root.id, accountId, 'SECRETARY'));
    // One's own proposal, approved by oneself, by another's name, or made as if it were approved.
    const proposal = `insert into grant_proposal (account_id, username, account_name, role, unit_id, proposed_by_id, proposed_by_name, expires_at`;
    const values = (by: number) =>
      `${world.accounts.B.id}, 'b', 'B', 'ADMINISTRATOR', ${world.units.B.id}, ${by}, 'Người', now() + interval '1 day'`;
    await refused(`${proposal}) values (${values(world.accounts.A.id)})`);
    await refused(
      `${proposal}, state, decided_at, decided_by_id) values (${values(accountId)}, 'APPROVED', now(), ${world.accounts.A.id})`,
    );
    const made = await withRowScope(rowScopeOf(viewers.ADMINISTRATOR), () =>
      web.pool.query(`${proposal}) values (${values(accountId)}) returning id`),
    );
    const id: number = made.rows[0].id;
    for (const by of [accountId, world.accounts.A.id, world.accounts.B.id])
      await refused(
        `update grant_proposal set state = 'APPROVED', decided_at = now(), decided_by_id = ${by} where id = ${id}`,
      );
    await refused(
      `insert into role_grant (account_id, role, unit_id, granted_by_id, approved_by_id, proposal_id)
       values (${world.accounts.B.id}, 'ADMINISTRATOR', ${world.units.B.id}, ${accountId}, ${world.accounts.A.id}, ${id})`,
    );
    await refused(`update role_grant set role = 'ADMINISTRATOR' where ${world.find.role_grant?.A}`);
  });

  test('evidence comes from who may record it in that unit', async () => {
    const may: Person[] = ['SECRETARY', 'COMMITTEE', 'VENUE_CLERK'];
    for (const person of PERSONS) {
      expect([person, await adds(person, evidenceFor('A'))]).toEqual([person, may.includes(person)]);
      expect([person, await adds(person, evidenceFor('Y'))]).toEqual([person, false]);
    }
  });

  test('whom a provider’s identity signs in is said by an administrator, not of oneself, and not by the sign-in', async () => {
    const linkTo = (account: number) =>
      `insert into oidc_link (account_id, issuer, subject, linked_by_name) values (${account}, 'https://khac.example.vn', 'x${account}', 'Tôi')`;
    for (const person of PERSONS) {
      const administrator = person === 'ADMINISTRATOR';
      expect([person, await adds(person, linkTo(world.accounts.B.id))]).toEqual([person, administrator]);
      expect([person, await adds(person, linkTo(world.accounts.Y.id))]).toEqual([person, false]);
      expect([person, await adds(person, linkTo(viewers[person].accountId))]).toEqual([person, false]);
    }
    const bySignIn = asPart('sign-in', () => web.pool.query(linkTo(world.accounts.C.id)));
    await expect(bySignIn).rejects.toThrow(/row-level security/);
  });

  test('one’s own quiz, question and vote only', async () => {
    const question = (place: (typeof PLACES)[number]) =>
      `insert into session_question (session_id, member_id, body) values (${world.sessions[place]}, ${world.members[place]}, 'Hỏi')`;
    const answer = (place: (typeof PLACES)[number]) =>
      `insert into quiz_answer (attempt_id, question_id, answer) values (${world.attempts[place]}, 2, '{}')`;
    expect(await adds('MEMBER', question('A'))).toBe(true);
    expect(await adds('MEMBER', question('B'))).toBe(false);
    expect(await adds('MEMBER', answer('A'))).toBe(true);
    expect(await adds('MEMBER', answer('B'))).toBe(false);
    expect(await adds('SECRETARY', answer('A'))).toBe(false);
  });
});

describe('for whom it is asked', () => {
  test('a query outside of a request is refused', async () => {
    await expect(web.pool.query('select 1')).rejects.toThrow(NoRowScopeError);
    await expect(web.client.member.count()).rejects.toThrow(/without saying for whom/);
  });

  test('nothing is left on a connection for the next asker', async () => {
    await withRowScope(rowScopeOf(viewers.INSPECTOR), () => web.client.member.count());
    await withRowScope(rowScopeOf(viewers.INSPECTOR), () =>
      web.client.$transaction(async (tx) => {
        await tx.member.count();
      }),
    );
    expect(await withRowScope(NOBODY, () => web.client.member.count())).toBe(0);
  });

  test('a part of the system sees what it is for, and a part that is for nothing about people sees nothing', async () => {
    const count = (part: keyof typeof SYSTEM_PARTS, table: string) =>
      asPart(part, () => web.pool.query(`select count(*)::int as n from ${table}`)).then(({ rows }) => rows[0].n);
    for (const part of ['health', 'screen', 'ballot'] as const)
      for (const table of Object.keys(SEES)) expect([part, table, await count(part, table)]).toEqual([part, table, 0]);
    expect(await count('sign-in', 'account')).toBeGreaterThan(4);
    expect(await count('sign-in', 'quiz_answer')).toBe(0);
    expect(await count('card-check', 'member')).toBe(4);
    expect(await count('card-check', 'attendance_evidence')).toBe(0);
  });

  test('many at once over few connections: each sees their own, in single queries, lookups and transactions', async () => {
    const asking = ['MEMBER', 'SECRETARY', 'ORGANISER', 'INSPECTOR'] as const;
    const wanted = { MEMBER: 'A', SECRETARY: 'ABC', ORGANISER: 'AB', INSPECTOR: 'ABC' };
    const ids = PLACES.map((place) => [place, world.members[place]] as const);
    const look = async (person: (typeof asking)[number]) => {
      const one = await Promise.all(
        ids.map(async ([place, id]) => ((await web.client.member.findUnique({ where: { id } })) ? place : '')),
      );
      const inside = await web.client.$transaction(async (tx) => {
        const rows = await tx.member.findMany({ select: { id: true } });
        const again = await asPart('card-check', () => tx.member.count());
        return { rows: rows.length, again };
      });
      const raw = await web.pool.query('select dc_account() as account');
      return { person, seen: one.join(''), ...inside, account: raw.rows[0].account };
    };
    const all = await Promise.all(
      Array.from({ length: 120 }, (_, i) => {
        const person = asking[i % asking.length] as (typeof asking)[number];
        return withRowScope(rowScopeOf(viewers[person]), () => look(person));
      }),
    );
    for (const { person, seen, rows, again, account } of all)
      expect({ person, seen, rows, again, account }).toEqual({
        ...{ person, seen: wanted[person], rows: wanted[person].length, again: 4 },
        account: viewers[person].accountId,
      });
  });
});
