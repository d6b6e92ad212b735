import { Prisma } from '~/platform/db';
import type { FieldCipher } from '~/platform/field-cipher';

// The one place that knows how card number, e-mail and phone of a member are kept: sealed, or still in the open where the rewrite has
// not been yet. Everything else works with the three plain words.

export interface MemberIdentity {
  cardNumber: string | null;
  email: string | null;
  phone: string | null;
}

/** The columns of `member`, as Prisma and the raw queries name them. */
export interface StoredIdentity extends MemberIdentity {
  cardSealed: string | null;
  emailSealed: string | null;
  phoneSealed: string | null;
}

export interface IdentityColumns extends StoredIdentity {
  cardIndex: string | null;
  emailIndex: string | null;
  sealKey: string | null;
}

type Sealer = Pick<FieldCipher, 'seal' | 'open' | 'index' | 'currentKey' | 'sealing'>;

const TABLE = 'member';

/** What `select` reads for `openIdentity`; the table's alias is m. */
export const IDENTITY_COLUMNS = Prisma.sql`
  m.card_number as "cardNumber", m.card_sealed as "cardSealed", m.email, m.email_sealed as "emailSealed", m.phone, m.phone_sealed as "phoneSealed"`;

/** The three words of one member. An open column wins: only what has not been rewritten has one. */
export function openIdentity(id: number, row: StoredIdentity, cipher: Sealer): MemberIdentity {
  const open = (plain: string | null, sealed: string | null, column: string) =>
    plain ?? (sealed === null ? null : cipher.open(sealed, { table: TABLE, column, row: id }));
  return {
    cardNumber: openCard(id, row, cipher),
    email: open(row.email, row.emailSealed, 'email_sealed'),
    phone: open(row.phone, row.phoneSealed, 'phone_sealed'),
  };
}

/** For lists, which show the card number alone. */
export function openCard(
  id: number,
  { cardNumber, cardSealed }: Pick<StoredIdentity, 'cardNumber' | 'cardSealed'>,
  cipher: Sealer,
): string | null {
  return (
    cardNumber ??
    (cardSealed === null ? null : cipher.open(cardSealed, { table: TABLE, column: 'card_sealed', row: id }))
  );
}

/** The columns to write for member `id`. With sealing off the words stay open, but can already be found by their index. */
export function sealIdentity(id: number, identity: MemberIdentity, cipher: Sealer): IdentityColumns {
  const { cardNumber, email, phone } = identity;
  const index = {
    cardIndex: cardNumber === null ? null : cardIndex(cardNumber, cipher),
    emailIndex: email === null ? null : emailIndex(email, cipher),
  };
  if (!cipher.sealing) {
    return { ...identity, ...index, cardSealed: null, emailSealed: null, phoneSealed: null, sealKey: null };
  }
  const seal = (text: string | null, column: string) =>
    text === null ? null : cipher.seal(text, { table: TABLE, column, row: id });
  return {
    ...{ cardNumber: null, email: null, phone: null },
    ...index,
    cardSealed: seal(cardNumber, 'card_sealed'),
    emailSealed: seal(email, 'email_sealed'),
    phoneSealed: seal(phone, 'phone_sealed'),
    sealKey: cipher.currentKey(),
  };
}

export const cardIndex = (cardNumber: string, cipher: Sealer): string => cipher.index(cardNumber, 'member.card_number');
export const emailIndex = (email: string, cipher: Sealer): string => cipher.index(email.toLowerCase(), 'member.email');

/** Condition on `m`: has exactly this card number. */
export const hasCard = (cardNumber: string, cipher: Sealer): Prisma.Sql =>
  Prisma.sql`(m.card_number = ${cardNumber} or m.card_index = ${cardIndex(cardNumber, cipher)})`;

/** For the audit log, which is never rewritten: that a value changed, and its last characters to tell two apart. */
export function maskIdentity(field: string, value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  if (field === 'email') return value.replace(/^(.).*(@.*)$/u, '$1…$2');
  return `…${value.slice(-3)}`;
}

export const isIdentityField = (field: string): field is keyof MemberIdentity =>
  field === 'cardNumber' || field === 'email' || field === 'phone';
