import { isWithin } from '~/modules/accounts/access';
import type { Db } from '~/platform/db';
import { matchKey, searchKey } from '~/platform/vietnamese';
import type { ParsedMemberRow, PlannedRow } from './import-row';
import { type KnownMember, type KnownUnit, planMemberRow, SeenPeople } from './plan-member-row';

interface UnitRow extends KnownUnit {
  path: string;
}

/** Plans rows against the database, batch by batch, in the order of the file. */
export interface MemberPlanner {
  plan(rows: readonly ParsedMemberRow[]): Promise<PlannedRow[]>;
}

export async function createMemberPlanner(
  { scope, chosenUnitId }: { scope: string[] | null; chosenUnitId: number | null },
  db: Db,
): Promise<MemberPlanner> {
  const units = await db.$queryRaw<UnitRow[]>`
    select u.id, u.code, u.name, u.path::text as path,
           u.closed_on is null and (u.kind = 'CELL' or not exists (select from unit c where c.parent_id = u.id)) as "holdsMembers"
      from unit u`;
  const inScope = (path: string | undefined) =>
    scope === null || (path !== undefined && scope.some((root) => isWithin(path, root)));
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const mine = units.filter((unit) => inScope(unit.path));
  const byCode = new Map(mine.map((unit) => [unit.code.toLowerCase(), unit]));
  const byName = new Map<string, UnitRow | null>();
  // A name that two units share names neither.
  for (const unit of mine) byName.set(searchKey(unit.name), byName.has(searchKey(unit.name)) ? null : unit);
  const chosen = chosenUnitId === null ? undefined : byId.get(chosenUnitId);
  const seen = new SeenPeople();

  return {
    async plan(rows) {
      const cards = [...new Set(rows.map((row) => row.values.cardNumber).filter((card) => card !== null))];
      const keys = [...new Set(rows.map((row) => matchKey(row.values.fullName)))];
      const known = (await findKnownMembers(cards, keys, db)).map((member) => ({
        ...member,
        inScope: inScope(byId.get(member.unitId)?.path),
      }));
      const cardIndex = new Map(known.filter((m) => m.cardNumber !== null).map((m) => [m.cardNumber, m]));
      const keyIndex = groupByKey(known);
      return rows.map((row) =>
        planMemberRow(row, {
          findUnit: (code, name) => (code ? byCode.get(code.toLowerCase()) : byName.get(searchKey(name ?? ''))) ?? null,
          unitById: (id) => byId.get(id),
          chosenUnit: chosen && inScope(chosen.path) ? chosen : null,
          byCard: (card) => cardIndex.get(card),
          byMatchKey: (key) => keyIndex.get(key) ?? [],
          seen,
        }),
      );
    },
  };
}

function groupByKey(members: KnownMember[]): Map<string, KnownMember[]> {
  const groups = new Map<string, KnownMember[]>();
  for (const member of members) {
    const group = groups.get(member.matchKey);
    if (group) group.push(member);
    else groups.set(member.matchKey, [member]);
  }
  return groups;
}

// Served by the unique index on card_number and the index on match_key.
function findKnownMembers(cards: string[], keys: string[], db: Db): Promise<Omit<KnownMember, 'inScope'>[]> {
  return db.$queryRaw`
    select id, unit_id as "unitId", full_name as "fullName", match_key as "matchKey", birth_date::text as "birthDate",
           birth_year as "birthYear", card_number as "cardNumber", kind::text as kind, joined_on::text as "joinedOn",
           status::text as status, party_position as "partyPosition", government_position as "governmentPosition",
           key_cadre as "keyCadre", email, phone, time_zone as "timeZone"
      from member where card_number = any(${cards}) or match_key = any(${keys})`;
}
