import { createHash } from 'node:crypto';

/**
 * For pages. Everything comes from this site; scripts only with this response's nonce, and what those load; no style attribute and
 * no style element (what scripts set through the CSSOM is no business of the policy). Media plays from blobs (hls.js).
 * `'self'` beside `'strict-dynamic'` counts only in browsers that do not know the latter.
 */
export function pagePolicy(nonce: string, secure: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "script-src-attr 'none'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** For everything that is no page: should a browser ever show it as one, nothing in it runs or loads. */
export const FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** For the small page of the HTTP layer itself, which has one style element. */
export const PROBLEM_STYLE =
  'body{font:18px/1.6 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1rem}h1{font-size:1.5rem}';
export const PROBLEM_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PROBLEM_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const OWN = ['autoplay', 'clipboard-write', 'fullscreen', 'publickey-credentials-create'];
const OWN_TOO = ['publickey-credentials-get', 'screen-wake-lock'];
const NOBODY = [
  ...['accelerometer', 'ambient-light-sensor', 'attribution-reporting', 'bluetooth', 'browsing-topics', 'camera'],
  ...['clipboard-read', 'compute-pressure', 'cross-origin-isolated', 'display-capture', 'encrypted-media', 'gamepad'],
  ...['geolocation', 'gyroscope', 'hid', 'identity-credentials-get', 'idle-detection', 'keyboard-map', 'local-fonts'],
  ...[
    'magnetometer',
    'microphone',
    'midi',
    'otp-credentials',
    'payment',
    'picture-in-picture',
    'serial',
    'storage-access',
    'sync-xhr',
  ],
  ...['usb', 'web-share', 'window-management', 'xr-spatial-tracking'],
];

/** Players use the first ones; nothing here ever asks for the rest (no camera, no microphone, no place). */
export const PERMISSIONS_POLICY = [
  ...[...OWN, ...OWN_TOO].map((name) => `${name}=(self)`),
  ...NOBODY.map((name) => `${name}=()`),
].join(', ');
