import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, webcrypto } from 'node:crypto';
import { RSABSSA } from '@cloudflare/blindrsa-ts';
import { splitSecrets } from '~/platform/key-ring';

/** RFC 9474, RSABSSA-SHA384-PSS-Randomized: the message carries randomness of the device, the signature a salt. */
export const suite = () => RSABSSA.SHA384.PSS.Randomized();

const ALGORITHM = { name: 'RSA-PSS', hash: 'SHA-384' } as const;
const EXPONENT = Uint8Array.from([1, 0, 1]);

const sealingKey = (secret: string) => Buffer.from(hkdfSync('sha256', secret, 'diemcau', 'poll-private-key', 32));

/** A key pair of one vote: the public key as SPKI, the private one as PKCS #8 sealed with AES-256-GCM. */
export async function makeBallotKeys(secret: string): Promise<{ publicKey: Uint8Array; privateKey: Uint8Array }> {
  const pair = await suite().generateKey({ publicExponent: EXPONENT, modulusLength: 2048 });
  const [spki, pkcs8] = await Promise.all([
    webcrypto.subtle.exportKey('spki', pair.publicKey as webcrypto.CryptoKey),
    webcrypto.subtle.exportKey('pkcs8', pair.privateKey as webcrypto.CryptoKey),
  ]);
  const iv = randomBytes(12);
  const [current = ''] = splitSecrets(secret);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(current), iv);
  const sealed = Buffer.concat([cipher.update(Buffer.from(pkcs8)), cipher.final()]);
  return {
    publicKey: new Uint8Array(spki),
    privateKey: new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), sealed])),
  };
}

/** A vote that was opened before SESSION_SECRET was changed is sealed with an older one of the list. */
function unseal(bytes: Buffer, secrets: readonly string[]): Buffer {
  const failures: unknown[] = [];
  for (const secret of secrets) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret), bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

/** @throws Error when the deployment's secrets are others */
export async function openPrivateKey(sealed: Uint8Array, secret: string) {
  const bytes = Buffer.from(sealed);
  const pkcs8 = unseal(bytes, splitSecrets(secret));
  // Extractable: the library does the raw RSA step with its own numbers.
  return webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign']);
}

export const openPublicKey = (spki: Uint8Array) =>
  webcrypto.subtle.importKey('spki', Buffer.from(spki), ALGORITHM, true, ['verify']);
