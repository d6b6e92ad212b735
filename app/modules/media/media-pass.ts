import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * The cookie that opens one asset's playlists, keys, captions and pictures for one account until it expires:
 * `m1.ACCOUNT.EXPIRY.SIGNATURE`. Its path is the asset's folder, so two lectures in two tabs do not overwrite each other.
 * An edge can check it without asking Node: the signature covers `m1.ASSET.ACCOUNT.EXPIRY`.
 */
export const MEDIA_PASS_COOKIE = 'diemcau_media';

export type PassVerdict = { ok: true; accountId: number } | { ok: false; reason: 'MISSING' | 'FORGED' | 'EXPIRED' };

let derived: { from: string; key: KeyObject } | undefined;

/** The signing key of passes, derived once per process. */
export function mediaPassKey(mediaSecret: string): KeyObject {
  if (derived?.from !== mediaSecret) derived = { from: mediaSecret, key: derive(mediaSecret) };
  return derived.key;
}

function derive(mediaSecret: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', mediaSecret, 'diemcau', 'media-pass', 32)));
}

function signature(publicPath: string, accountId: number, exp: number, key: KeyObject): Buffer {
  return createHmac('sha256', key).update(`m1.${publicPath}.${accountId}.${exp}`).digest();
}

/** `exp` is whole seconds since 1970 UTC. */
export function signMediaPass(args: { publicPath: string; accountId: number; exp: number }, key: KeyObject): string {
  return `m1.${args.accountId}.${args.exp}.${signature(args.publicPath, args.accountId, args.exp, key).toString('base64url')}`;
}

/** Checks the pass for this asset; never throws. */
export function verifyMediaPass(
  pass: string | undefined,
  publicPath: string,
  key: KeyObject,
  nowMs: number,
): PassVerdict {
  if (!pass) return { ok: false, reason: 'MISSING' };
  const match = /^m1\.(\d{1,10})\.(\d{10})\.([\w-]{43})$/.exec(pass);
  if (!match) return { ok: false, reason: 'FORGED' };
  const accountId = Number(match[1]);
  const exp = Number(match[2]);
  const given = Buffer.from(match[3] ?? '', 'base64url');
  const expected = signature(publicPath, accountId, exp, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { ok: false, reason: 'FORGED' };
  return exp * 1000 > nowMs ? { ok: true, accountId } : { ok: false, reason: 'EXPIRED' };
}

/** The Set-Cookie line; the cookie reaches nothing but the asset's own folder. */
export function mediaPassCookie(args: {
  publicPath: string;
  pass: string;
  maxAgeSeconds: number;
  secure: boolean;
}): string {
  const attributes = [`Path=/media/${args.publicPath}/`, 'HttpOnly', 'SameSite=Lax', `Max-Age=${args.maxAgeSeconds}`];
  if (args.secure) attributes.push('Secure');
  return `${MEDIA_PASS_COOKIE}=${args.pass}; ${attributes.join('; ')}`;
}

/** The pass from a Cookie header, undefined when there is none. */
export function readMediaPass(cookieHeader: string | undefined): string | undefined {
  return new RegExp(`(?:^|;\\s*)${MEDIA_PASS_COOKIE}=([\\w.-]+)`).exec(cookieHeader ?? '')?.[1];
}
