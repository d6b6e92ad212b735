import type { Db } from '~/platform/db';

/** Non-members in the halls of a unit at its fullest session; null: no hall of it has counted. */
export async function findVenueGuests(
  { campaignId, unitId }: { campaignId: number; unitId: number },
  db: Db,
): Promise<number | null> {
  const [row] = await db.$queryRaw<{ guests: number | null }[]>`
    select max(total)::int as guests from (
      select sum(v.guests) as total from venue v join study_session s on s.id = v.session_id
       where s.campaign_id = ${campaignId} and v.unit_id = ${unitId} and v.guests is not null group by s.id) halls`;
  return row?.guests ?? null;
}
