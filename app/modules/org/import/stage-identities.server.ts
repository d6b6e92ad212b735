import type { Db } from '~/platform/db';
import type { FieldCipher } from '~/platform/field-cipher';
import { type MemberIdentity, sealIdentity } from '../member-identity';

const BATCH = 1_000;

interface Row extends MemberIdentity {
  rowNumber: number;
  memberId: number;
}

/**
 * Card numbers, e-mail addresses and phones of a run, sealed for the members they will belong to, in a table of this transaction:
 * the statements that write members join it. Members without any of the three have no row there.
 */
export async function stageIdentities(runId: string, tx: Db, cipher: FieldCipher): Promise<void> {
  await tx.$executeRaw`
    create temp table staged_identity (
      member_id int primary key, has_card boolean, has_email boolean, has_phone boolean, card_number text, card_sealed text, card_index text,
      email text, email_sealed text, email_index text, phone text, phone_sealed text) on commit drop`;
  for (let after = 0; ; ) {
    const rows = await tx.$queryRaw<Row[]>`
      select row_number as "rowNumber", member_id as "memberId", v->>'cardNumber' as "cardNumber", v->>'email' as email, v->>'phone' as phone
        from import_row r cross join lateral (select case action when 'CREATE' then data->'values' else data->'set' end as v) x
       where run_id = ${runId} and row_number > ${after} and action in ('CREATE', 'UPDATE')
         and coalesce(v->>'cardNumber', v->>'email', v->>'phone') is not null
       order by row_number limit ${BATCH}`;
    if (rows.length === 0) return;
    const staged = rows.map((row) => ({
      memberId: row.memberId,
      hasCard: row.cardNumber !== null,
      hasEmail: row.email !== null,
      hasPhone: row.phone !== null,
      ...sealIdentity(row.memberId, row, cipher),
    }));
    await tx.$executeRaw`
      insert into staged_identity
      select "memberId", "hasCard", "hasEmail", "hasPhone", "cardNumber", "cardSealed", "cardIndex", email, "emailSealed", "emailIndex", phone, "phoneSealed"
        from jsonb_to_recordset(${JSON.stringify(staged)}::jsonb)
          as t("memberId" int, "hasCard" boolean, "hasEmail" boolean, "hasPhone" boolean, "cardNumber" text, "cardSealed" text, "cardIndex" text,
               email text, "emailSealed" text, "emailIndex" text, phone text, "phoneSealed" text)`;
    after = rows.at(-1)?.rowNumber ?? after;
  }
}
