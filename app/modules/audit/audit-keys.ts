import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** The keys that follow from one secret. Entry and seal codes are for us alone; the heads' signature can be checked by anyone. */
export interface AuditKey {
  /** First bytes of the public key's SHA-256: which key signed, without telling the key. 8 hex digits. */
  id: string;
  entry: Buffer;
  seal: Buffer;
  signing: KeyObject;
  verifying: KeyObject;
}

/** What precedes the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

const derive = (secret: string, use: string) => Buffer.from(hkdfSync('sha256', secret, 'diemcau-audit', use, 32));

const known = new Map<string, AuditKey[]>();

/** The keys of AUDIT_SECRET: the first writes, all verify. */
export function auditKeys(secrets: string): [AuditKey, ...AuditKey[]] {
  const found = known.get(secrets);
  if (found) return found as [AuditKey, ...AuditKey[]];
  const keys = secrets
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .map(auditKey);
  known.set(secrets, keys);
  return keys as [AuditKey, ...AuditKey[]];
}

function auditKey(secret: string): AuditKey {
  const signing = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, derive(secret, 'head')]),
    format: 'der',
    type: 'pkcs8',
  });
  const verifying = createPublicKey(signing);
  const id = createHash('sha256')
    .update(verifying.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 8);
  return { id, entry: derive(secret, 'entry'), seal: derive(secret, 'seal'), signing, verifying };
}

/** The code alone, in hex. */
export const entryCode = (text: string, key: AuditKey, salt: Buffer) =>
  createHmac('sha256', key.entry).update(salt).update(text).digest('hex');

/**
 * Which key (4 bytes), salt (8), code (32). The salt makes two true entries of one content and millisecond differ, so that the same
 * code twice means a copy.
 */
export function entryMac(text: string, key: AuditKey): Buffer {
  const salt = randomBytes(8);
  return Buffer.concat([Buffer.from(key.id, 'hex'), salt, Buffer.from(entryCode(text, key, salt), 'hex')]);
}
