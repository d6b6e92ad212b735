import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/**
 * Content keys are derived, so nothing but one secret per deployment has to be kept: HKDF-SHA256(secret, salt = asset, info = period), 16 bytes.
 * `publicPath` names the asset; a period is a run of segments that share a key.
 */
export function contentKey(mediaSecret: string, publicPath: string, period: number): Buffer {
  return Buffer.from(hkdfSync('sha256', mediaSecret, publicPath, `hls-aes128:${period}`, 16));
}

/** RFC 8216 §5.2: without an IV attribute, the IV is the media sequence number as a 128-bit big-endian integer. */
export function segmentIv(mediaSequence: number): Buffer {
  const iv = Buffer.alloc(16);
  iv.writeBigUInt64BE(BigInt(mediaSequence), 8);
  return iv;
}

/** A finished segment as it may lie on any cache: AES-128-CBC with PKCS#7 padding. */
export function encryptSegment(plain: Uint8Array, key: Uint8Array, mediaSequence: number): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, segmentIv(mediaSequence));
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** The same back, to make pictures of it. @throws when the key is another one */
export function decryptSegment(sealed: Uint8Array, key: Uint8Array, mediaSequence: number): Buffer {
  const decipher = createDecipheriv('aes-128-cbc', key, segmentIv(mediaSequence));
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}
