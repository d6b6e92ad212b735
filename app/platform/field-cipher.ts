import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Env } from './env';
import { type FieldKey, parseFieldKeys } from './field-keys';

/** Where a sealed value lives. It opens only there: copied into another row or column it is refused. */
export interface FieldPlace {
  table: string;
  column: string;
  row: string | number;
}

/** Seals single fields of personal data, so that a copy of the database or a backup of it does not show them. */
export interface FieldCipher {
  /** Id of the key that seals; rows that carry another one are waiting to be rewritten. */
  currentKey(): string;
  /** False: new values are still written in the open, see FIELD_SEALING. What is sealed already opens all the same. */
  readonly sealing: boolean;
  /** `v1.KEY.BASE64URL`, another text each time. */
  seal(text: string, place: FieldPlace): string;
  /** @throws SealBroken when it was changed, moved or sealed with a key that is not there */
  open(sealed: string, place: FieldPlace): string;
  /** The same text gives the same 22 characters: for finding a whole value and keeping it unique. `purpose` keeps columns apart. */
  index(text: string, purpose: string): string;
}

/** A sealed value that cannot be opened. The message names the place, never the value. */
export class SealBroken extends Error {}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Shortest wait between two looks at the file of keys for a key that is not known. */
const LOOK_AGAIN_MS = 2_000;

interface Settings {
  indexKey: string;
  sealing: boolean;
  /** The keys as they are now, the sealing one first. Asked again when a value names a key that was not there. */
  readKeys(): readonly FieldKey[];
}

/** AES-256-GCM with the place as associated data; the first key seals, all of them open. */
export function createFieldCipher({ indexKey, sealing, readKeys }: Settings): FieldCipher {
  let keys = readKeys();
  let lookedAt = 0;
  const current = (): FieldKey => {
    const [first] = keys;
    if (!first) throw new SealBroken('there is no key for sealing fields');
    return first;
  };
  const find = (id: string): FieldKey | undefined => {
    const known = keys.find((key) => key.id === id);
    if (known || Date.now() - lookedAt < LOOK_AGAIN_MS) return known;
    // Another process has begun to use a new key: take it over, and seal with it from now on.
    lookedAt = Date.now();
    keys = readKeys();
    return keys.find((key) => key.id === id);
  };
  return {
    sealing,
    currentKey: () => current().id,
    seal(text, place) {
      const { id, secret } = current();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', secret, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(associated(place, id));
      const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}.${id}.${body.toString('base64url')}`;
    },
    open(sealed, place) {
      const [version, id, encoded, rest] = sealed.split('.');
      const body = Buffer.from(encoded ?? '', 'base64url');
      const key = version === VERSION && rest === undefined && id ? find(id) : undefined;
      if (!key || body.length < IV_BYTES + TAG_BYTES) throw broken(place);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.secret, body.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(associated(place, key.id));
        decipher.setAuthTag(body.subarray(-TAG_BYTES));
        return decipher.update(body.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw broken(place);
      }
    },
    index: (text, purpose) =>
      createHmac('sha256', indexKey).update(`${purpose}\0${text}`).digest().subarray(0, 16).toString('base64url'),
  };
}

/** The cipher of a process, by its settings. */
export function fieldCipherOf(
  env: Pick<Env, 'FIELD_KEYS' | 'FIELD_KEYS_FILE' | 'FIELD_INDEX_KEY' | 'FIELD_SEALING'>,
): FieldCipher {
  return createFieldCipher({
    indexKey: env.FIELD_INDEX_KEY,
    sealing: env.FIELD_SEALING === 'on',
    readKeys: () => parseFieldKeys(env.FIELD_KEYS ?? readFileSync(env.FIELD_KEYS_FILE, 'utf8')),
  });
}

const associated = ({ table, column, row }: FieldPlace, keyId: string): Buffer =>
  Buffer.from(`${VERSION}\0${keyId}\0${table}\0${column}\0${row}`);

const broken = ({ table, column, row }: FieldPlace): SealBroken =>
  new SealBroken(`${table}.${column} of row ${row} cannot be opened`);
