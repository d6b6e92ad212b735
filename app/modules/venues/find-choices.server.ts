import type { ManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import type { Db } from '~/platform/db';
import { searchKey } from '~/platform/vietnamese';
import type { VenueChoice } from './schema';

type Within = Pick<ManagedCampaign, 'unitPath'>;
const LIMIT = 12;
const like = (key: string) => `%${key.replace(/[\\%_]/g, '\\$&')}%`;

/** Open units of the campaign by a part of their name or code; the one whose code was typed first, then from the top down. */
export function findUnitChoices({ unitPath }: Within, search: string, db: Db): Promise<VenueChoice[]> {
  const key = searchKey(search);
  if (!key) return Promise.resolve([]);
  return db.$queryRaw<VenueChoice[]>`
    select u.code, u.name as label, concat_ws(' · ', u.code, p.name) as note
      from unit u left join unit p on p.id = u.parent_id
     where u.path <@ ${unitPath}::ltree and u.closed_on is null
       and (u.search_key like ${like(key)} or lower(u.code) like ${like(search.trim().toLowerCase())})
     order by lower(u.code) = ${search.trim().toLowerCase()} desc, nlevel(u.path), u.path limit ${LIMIT}`;
}

/** People of the campaign's units who hold a role that may keep a roll, by a part of their name or username. */
export function findClerkChoices({ unitPath }: Within, search: string, db: Db): Promise<VenueChoice[]> {
  const text = search.trim().toLowerCase();
  const key = searchKey(search);
  if (!text) return Promise.resolve([]);
  return db.$queryRaw<VenueChoice[]>`
    select a.username as code, a.display_name as label, concat_ws(' · ', a.username, min(u.name)) as note
      from account a join role_grant g on g.account_id = a.id and g.revoked_at is null and g.role in ('VENUE_CLERK', 'SECRETARY')
      join unit u on u.id = g.unit_id
     where u.path <@ ${unitPath}::ltree and a.disabled_at is null
       and (lower(a.username) like ${like(text)} or ${key !== ''} and
            regexp_replace(replace(lower(unaccent(a.display_name)), 'đ', 'd'), '[^[:alnum:]]+', ' ', 'g') like ${like(key)})
     group by a.id order by lower(a.username) = ${text} desc, a.display_name, a.username limit ${LIMIT}`;
}

/** Words for codes that a hall already has. */
export async function findChosen(
  { units, clerks }: { units: readonly string[]; clerks: readonly string[] },
  db: Db,
): Promise<{ units: VenueChoice[]; clerks: VenueChoice[] }> {
  const unitRows = await db.unit.findMany({
    where: { code: { in: [...units] } },
    select: { code: true, name: true, parent: { select: { name: true } } },
  });
  const clerkRows = await db.account.findMany({
    where: { username: { in: [...clerks] } },
    select: { username: true, displayName: true },
  });
  return {
    units: unitRows.map(({ code, name, parent }) => ({
      ...{ code, label: name },
      note: parent ? `${code} · ${parent.name}` : code,
    })),
    clerks: clerkRows.map(({ username, displayName }) => ({ code: username, label: displayName, note: username })),
  };
}
