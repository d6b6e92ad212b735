import { isWithin } from '~/modules/accounts/access';
import type { FieldCipher } from '~/platform/field-cipher';
import { searchKey } from '~/platform/vietnamese';
import { cardIndex as indexOfCard, openIdentity, type StoredIdentity } from '../member-identity';
import type { ParsedMemberRow, PlannedRow } from './import-row';
import type { RunSql } from './import-rows.server';
import { type KnownMember, type KnownUnit, planMemberRow, SeenPeople, unitOf } from './plan-member-row';

interface UnitRow extends KnownUnit {
  path: string;
}

/** Plans rows against the database, batch by batch, in the order of the file. */
export interface MemberPlanner {
  plan(rows: readonly ParsedMemberRow[]): Promise<PlannedRow[]>;
}

export async function createMemberPlanner(
  { scope, chosenUnitId }: { scope: string[] | null; chosenUnitId: number | null },
  sql: RunSql,
  cipher: FieldCipher,
): Promise<MemberPlanner> {
  const units = await sql<UnitRow>(
    `
    select u.id, u.code, u.name, u.path::text as path,
           u.closed_on is null and (u.kind = 'CELL' or not exists (select from unit c where c.parent_id = u.id)) as "holdsMembers"
      from unit u`,
    [],
  );
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

  const places = {
    findUnit: (code: string | null, name: string | null) =>
      (code ? byCode.get(code.toLowerCase()) : byName.get(searchKey(name ?? ''))) ?? null,
    unitById: (id: number) => byId.get(id),
    chosenUnit: chosen && inScope(chosen.path) ? chosen : null,
  };

  return {
    async plan(rows) {
      const known = (await findKnownMembers(rows, places, sql, cipher)).map((member) => ({
        ...member,
        inScope: inScope(byId.get(member.unitId)?.path),
      }));
      const cardIndex = new Map(known.filter((m) => m.cardNumber !== null).map((m) => [m.cardNumber, m]));
      const keyIndex = groupByKey(known);
      return rows.map((row) =>
        planMemberRow(row, {
          ...places,
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

/**
 * Who is on file that a row may mean: by card anywhere, or by name, year of birth and unit. Only those, since a common name has
 * hundreds of bearers. Served by the unique indexes on card_index and card_number and the index on match_key.
 */
async function findKnownMembers(
  rows: readonly ParsedMemberRow[],
  places: Parameters<typeof unitOf>[1],
  sql: RunSql,
  cipher: FieldCipher,
): Promise<Omit<KnownMember, 'inScope'>[]> {
  const cards = rows.map(({ values }) => values.cardNumber);
  const indexes = cards.map((card) => (card === null ? null : indexOfCard(card, cipher)));
  const found = await sql<Omit<KnownMember, 'inScope'> & StoredIdentity>(
    `select id, unit_id as "unitId", full_name as "fullName", match_key as "matchKey", birth_date::text as "birthDate",
            birth_year as "birthYear", card_number as "cardNumber", kind::text as kind, joined_on::text as "joinedOn",
            status::text as status, party_position as "partyPosition", government_position as "governmentPosition",
            key_cadre as "keyCadre", email, phone, card_sealed as "cardSealed", email_sealed as "emailSealed", phone_sealed as "phoneSealed", time_zone as "timeZone"
       from member where id in (
         select m.id from unnest($1::text[]) as q(card) join member m on m.card_number = q.card
         union
         select m.id from unnest($7::text[]) as q(card) join member m on m.card_index = q.card
         union
         select m.id from unnest($2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[]) as q(unit, name, year, day, card, sealed)
           join member m on m.match_key = q.name and m.unit_id = q.unit and m.birth_year = q.year
            and (m.birth_date is null or q.day is null or m.birth_date = q.day::date)
            and (m.card_number is null and m.card_index is null or q.card is null or m.card_number = q.card or m.card_index = q.sealed))`,
    [
      [...new Set(cards.filter((card) => card !== null))],
      rows.map(({ values }) => unitOf(values, places)?.id ?? null),
      rows.map(({ keys }) => keys.match),
      rows.map(({ values }) => values.birthYear),
      rows.map(({ values }) => values.birthDate),
      cards,
      indexes,
    ],
  );
  return found.map(({ cardSealed, emailSealed, phoneSealed, ...member }) => {
    const { cardNumber, email, phone } = member;
    const stored = { cardNumber, email, phone, cardSealed, emailSealed, phoneSealed };
    return { ...member, ...openIdentity(member.id, stored, cipher) };
  });
}
