import type { Db } from '~/platform/db';
import type { FieldCipher } from '~/platform/field-cipher';
import { hasCard } from './member-identity';

/** Whose card number this is, whole and without dots; for the command line, which has the rights of the machine. */
export async function findMemberByCard(
  cardNumber: string,
  { db, cipher }: { db: Db; cipher: FieldCipher },
): Promise<{ id: number; unitCode: string } | null> {
  const [member] = await db.$queryRaw<{ id: number; unitCode: string }[]>`
    select m.id, u.code as "unitCode" from member m join unit u on u.id = m.unit_id where ${hasCard(cardNumber, cipher)} limit 1`;
  return member ?? null;
}
