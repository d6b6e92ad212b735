import type { Db } from '~/platform/db';
import type { FieldCipher } from '~/platform/field-cipher';
import { stageIdentities } from './stage-identities.server';

/**
 * Writes the planned rows of a run in a handful of statements, whatever their number. `asOf` is the day (Hanoi) from
 * which changes of status and home count.
 */
export async function writeMembers(
  { runId, asOf }: { runId: string; asOf: string },
  tx: Db,
  cipher: FieldCipher,
): Promise<void> {
  await tx.$executeRaw`
    update import_row set member_id = nextval(pg_get_serial_sequence('member', 'id')) where run_id = ${runId} and action = 'CREATE'`;
  await stageIdentities(runId, tx, cipher);
  await tx.$executeRaw`
    insert into member (id, unit_id, full_name, sort_key, search_key, match_key, birth_date, birth_year, kind, joined_on,
                        status, party_position, government_position, key_cadre, time_zone,
                        card_number, card_sealed, card_index, email, email_sealed, email_index, phone, phone_sealed, seal_key)
    select r.member_id, (data->>'unitId')::int, v->>'fullName', k->>'sort', k->>'search', k->>'match', (v->>'birthDate')::date,
           (v->>'birthYear')::int, coalesce(v->>'kind', 'OFFICIAL')::member_kind, (v->>'joinedOn')::date,
           coalesce(v->>'status', 'ACTIVE')::member_activity, v->>'partyPosition', v->>'governmentPosition',
           coalesce((v->>'keyCadre')::boolean, false), v->>'timeZone',
           s.card_number, s.card_sealed, s.card_index, s.email, s.email_sealed, s.email_index, s.phone, s.phone_sealed,
           ${cipher.sealing ? cipher.currentKey() : null}::text
      from import_row r cross join lateral (select r.data->'values' as v, r.data->'keys' as k) x
      left join staged_identity s on s.member_id = r.member_id
     where r.run_id = ${runId} and r.action = 'CREATE'`;
  // The first home known is taken to reach back to the day of joining; nothing earlier is on file.
  await tx.$executeRaw`
    insert into member_home (member_id, unit_id, valid_from)
    select m.id, m.unit_id, coalesce(m.joined_on, ${asOf}::date)
      from import_row r join member m on m.id = r.member_id where r.run_id = ${runId} and r.action = 'CREATE'`;
  // Someone listed as transferred or exempt is so from today on: until then the list says nothing, so they were active.
  await tx.$executeRaw`
    insert into member_status (member_id, status, valid_from, valid_to)
    select m.id, 'ACTIVE'::member_activity, coalesce(m.joined_on, ${asOf}::date), case when m.status <> 'ACTIVE' then ${asOf}::date end
      from import_row r join member m on m.id = r.member_id
     where r.run_id = ${runId} and r.action = 'CREATE' and (m.status = 'ACTIVE' or m.joined_on < ${asOf}::date)
    union all
    select m.id, m.status, ${asOf}::date, null
      from import_row r join member m on m.id = r.member_id
     where r.run_id = ${runId} and r.action = 'CREATE' and m.status <> 'ACTIVE'`;

  await tx.$executeRaw`
    update member_home h set valid_to = greatest(${asOf}::date, h.valid_from) from import_row r
     where r.run_id = ${runId} and r.action = 'UPDATE' and r.data->'set' ? 'unit' and h.member_id = r.member_id and h.valid_to is null`;
  await tx.$executeRaw`
    insert into member_home (member_id, unit_id, valid_from)
    select r.member_id, (r.data->>'unitId')::int, ${asOf}::date from import_row r
     where r.run_id = ${runId} and r.action = 'UPDATE' and r.data->'set' ? 'unit'`;
  await tx.$executeRaw`
    update member_status s set valid_to = greatest(${asOf}::date, s.valid_from) from import_row r
     where r.run_id = ${runId} and r.action = 'UPDATE' and r.data->'set' ? 'status' and s.member_id = r.member_id and s.valid_to is null`;
  await tx.$executeRaw`
    insert into member_status (member_id, status, valid_from)
    select r.member_id, (r.data->'set'->>'status')::member_activity, ${asOf}::date from import_row r
     where r.run_id = ${runId} and r.action = 'UPDATE' and r.data->'set' ? 'status'`;
  await tx.$executeRaw`
    update member m set
      unit_id = case when c ? 'unit' then (r.data->>'unitId')::int else m.unit_id end,
      full_name = coalesce(c->>'fullName', m.full_name),
      sort_key = case when c ? 'fullName' then r.data->'keys'->>'sort' else m.sort_key end,
      search_key = case when c ? 'fullName' then r.data->'keys'->>'search' else m.search_key end,
      match_key = case when c ? 'fullName' then r.data->'keys'->>'match' else m.match_key end,
      birth_date = case when c ? 'birthDate' then (c->>'birthDate')::date when c ? 'birthYear' then null else m.birth_date end,
      birth_year = case when c ? 'birthDate' then extract(year from (c->>'birthDate')::date)::int
                        else coalesce((c->>'birthYear')::int, m.birth_year) end,
      kind = coalesce((c->>'kind')::member_kind, m.kind),
      joined_on = coalesce((c->>'joinedOn')::date, m.joined_on),
      status = coalesce((c->>'status')::member_activity, m.status),
      party_position = coalesce(c->>'partyPosition', m.party_position),
      government_position = coalesce(c->>'governmentPosition', m.government_position),
      key_cadre = coalesce((c->>'keyCadre')::boolean, m.key_cadre),
      card_number = case when s.has_card then s.card_number else m.card_number end,
      card_sealed = case when s.has_card then s.card_sealed else m.card_sealed end,
      card_index = case when s.has_card then s.card_index else m.card_index end,
      email = case when s.has_email then s.email else m.email end,
      email_sealed = case when s.has_email then s.email_sealed else m.email_sealed end,
      email_index = case when s.has_email then s.email_index else m.email_index end,
      phone = case when s.has_phone then s.phone else m.phone end,
      phone_sealed = case when s.has_phone then s.phone_sealed else m.phone_sealed end,
      -- The row's other fields may still be open or sealed by an earlier key: the sweep looks.
      seal_key = case when s.member_id is null then m.seal_key end,
      time_zone = coalesce(c->>'timeZone', m.time_zone),
      updated_at = now()
      from import_row r cross join lateral (select r.data->'set' as c) x
      left join staged_identity s on s.member_id = r.member_id
     where r.run_id = ${runId} and r.action = 'UPDATE' and m.id = r.member_id`;
}
