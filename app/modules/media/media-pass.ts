import { type KeyRing, keyRing, ringSign, ringVerify } from '~/platform/key-ring';

/**
 * The cookie that opens one asset's playlists, keys, captions and pictures: `m2.ACCOUNT.HOLDER.SESSION.EXPIRY.MARK.SIGNATURE`. HOLDER is the
 * sign-in (AuthSession.id), or `vN` for the screen of hall N, which is no account. The signature also covers the asset and the device (a hash of
 * the sign-in's cookie): copied alone into another browser it opens nothing. Its path is the asset's folder, so two lectures in two
 * tabs do not overwrite each other.
 */
const NAME = 'diemcau_media';

export interface PassHolder {
  accountId: number;
  /** 0: a hall's screen, or a pass of an older release. */
  authSessionId: number;
  /** 0: no hall's. */
  venueId: number;
  /** 0: a pass of an older release. */
  sessionId: number;
  /** The code on the picture, see watermark.ts. */
  mark: string;
}

export type PassVerdict = ({ ok: true } & PassHolder) | { ok: false; reason: 'MISSING' | 'FORGED' | 'EXPIRED' };

/** The signing keys of passes. */
export const mediaPassKey = (mediaSecret: string): KeyRing => keyRing(mediaSecret, 'media-pass');

interface Signed extends Partial<PassHolder> {
  publicPath: string;
  accountId: number;
  /** Whole seconds since 1970 UTC. */
  exp: number;
  /** See device-tag.ts; absent: not bound to a device (halls, tests). */
  device?: string;
}

const signedText = (publicPath: string, text: string, device: string) => `${publicPath}.${device}.${text}`;

export function signMediaPass(args: Signed, key: KeyRing): string {
  const { publicPath, accountId, exp, authSessionId = 0, venueId = 0, sessionId = 0, mark = '', device = '' } = args;
  const holder = venueId > 0 ? `v${venueId}` : authSessionId;
  const text = `m2.${accountId}.${holder}.${sessionId}.${exp}.${mark}`;
  return `${text}.${ringSign(signedText(publicPath, text, device), key).toString('base64url')}`;
}

const FIRST = /^m1\.(\d{1,10})\.(\d{10})\.([\w-]{43})$/;
const SECOND = /^(m2\.(\d{1,10})\.(v?)(\d{1,10})\.(\d{1,10})\.(\d{10})\.([0-9A-Z]{0,8}))\.([\w-]{43})$/;

/** Checks the pass for this asset; never throws. `device` is the tag of the sign-in whose cookie came along. */
export function verifyMediaPass(
  pass: string | undefined,
  publicPath: string,
  key: KeyRing,
  nowMs: number,
  device: () => string = () => '',
): PassVerdict {
  if (!pass) return { ok: false, reason: 'MISSING' };
  if (pass.startsWith('m1.')) return verifyFirst(pass, publicPath, key, nowMs);
  const [, text = '', account, hall, holder, session, exp, mark = '', given = ''] = SECOND.exec(pass) ?? [];
  if (!given) return { ok: false, reason: 'FORGED' };
  const bound = hall === '' && Number(holder) > 0;
  const signed = signedText(publicPath, text, bound ? device() : '');
  if (!ringVerify(signed, Buffer.from(given, 'base64url'), key)) return { ok: false, reason: 'FORGED' };
  if (Number(exp) * 1000 <= nowMs) return { ok: false, reason: 'EXPIRED' };
  return {
    ok: true,
    accountId: Number(account),
    ...{
      authSessionId: hall ? 0 : Number(holder),
      venueId: hall ? Number(holder) : 0,
      sessionId: Number(session),
      mark,
    },
  };
}

/** Passes of the release before live for two hours at most: this may go after 2026-12-01. */
function verifyFirst(pass: string, publicPath: string, key: KeyRing, nowMs: number): PassVerdict {
  const [, account, exp, given = ''] = FIRST.exec(pass) ?? [];
  if (!ringVerify(`m1.${publicPath}.${account}.${exp}`, Buffer.from(given, 'base64url'), key))
    return { ok: false, reason: 'FORGED' };
  if (Number(exp) * 1000 <= nowMs) return { ok: false, reason: 'EXPIRED' };
  return { ok: true, accountId: Number(account), authSessionId: 0, venueId: 0, sessionId: 0, mark: '' };
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
  // Not `__Host-`, which would have to reach everything; `__Secure-` at least cannot be set over plain HTTP.
  return `${args.secure ? '__Secure-' : ''}${NAME}=${args.pass}; ${attributes.join('; ')}`;
}

const COOKIE = new RegExp(`(?:^|;\\s*)(?:__Secure-)?${NAME}=([\\w.-]+)`);

/** The pass from a Cookie header, undefined when there is none. */
export function readMediaPass(cookieHeader: string | undefined): string | undefined {
  return COOKIE.exec(cookieHeader ?? '')?.[1];
}
