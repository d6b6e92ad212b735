import { deviceTag } from '~/modules/accounts/device-tag';
import { mediaPassKey, signMediaPass } from '~/modules/media/media-pass';
import { playbackTicketKey, signPlaybackTicket } from '~/modules/media/playback-ticket';
import { CHECKS_ADDRESS } from '~/modules/presence-checks/schema';
import { makeScreenToken, venueKey } from '~/modules/venues/check-in-code';
import type { Env } from '~/platform/env';
import type { Person } from './matrix';

/** One request, without what says who asks. */
export interface Asked {
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** One thing of each kind, of one unit. */
export interface EndpointWorld {
  broadcastId: number;
  sessionId: number;
  memberId: number;
  venueId: number;
  publicPath: string;
  /** An upload that this world's organiser has begun. */
  uploadId: string;
}

/** What opens an endpoint beside, or instead of, a sign-in. */
export interface Credential {
  cookie?: string;
  /** Put in place of `TOKEN` in path and body. */
  token?: string;
}

export type Endpoint =
  /** Says nothing of anybody: everyone gets the same. `status` for the request as it stands here. */
  | { by: 'ANYBODY'; ask: Asked; status: number }
  /** A signed-in person, by their rights; everyone else 404, strangers 401. */
  | { by: 'SIGN_IN'; open: readonly Person[]; ask: (world: EndpointWorld) => Asked }
  /** Whoever holds what was issued for exactly this thing; a sign-in alone opens nothing. */
  | {
      by: 'HOLDER';
      ask: (world: EndpointWorld) => Asked;
      issue: (world: EndpointWorld, env: Env) => Credential;
      /** Rightly made, and not for here: another unit's, another browser's, an older link. */
      misplace: (own: EndpointWorld, foreign: EndpointWorld, env: Env) => Credential;
    };

/** Members of the roster, and those who look after a campaign. */
const WATCHERS: Person[] = ['MEMBER', 'SECRETARY', 'ORGANISER', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'];
const inAnHour = () => Math.floor(Date.now() / 1000) + 3_600;

/** A pass of nobody's device, as a hall's screen has one: what a sign-in adds is tried in the tests of media. */
const pass = ({ publicPath, venueId, sessionId }: EndpointWorld, env: Env): Credential => {
  const holder = { publicPath, accountId: 0, venueId, sessionId, exp: inAnHour() };
  return { cookie: `diemcau_media=${signMediaPass(holder, mediaPassKey(env.MEDIA_SECRET))}` };
};
/** Bound to the device of one sign-in, whose cookie is `dc=holder`. */
const ticket = ({ sessionId, memberId }: EndpointWorld, env: Env): Credential => {
  const exp = inAnHour();
  const token = signPlaybackTicket(
    {
      ...{ sid: sessionId, mid: memberId, aid: 1, src: 'RECORDING', len: 100, iat: exp - 7_200, exp, pid: 'matrix' },
      ...{ ses: 1, dev: deviceTag('holder') },
    },
    playbackTicketKey(env.SESSION_SECRET),
  );
  return { cookie: 'dc=holder', token };
};
const media = {
  by: 'HOLDER' as const,
  issue: pass,
  misplace: (_own: EndpointWorld, foreign: EndpointWorld, env: Env) => pass(foreign, env),
};
const beats = {
  by: 'HOLDER' as const,
  issue: ticket,
  misplace: (own: EndpointWorld, _foreign: EndpointWorld, env: Env) => ({ ...ticket(own, env), cookie: 'dc=another' }),
};
const screen = ({ venueId }: EndpointWorld, env: Env): Credential => ({
  token: makeScreenToken({ venueId, linkVersion: 1 }, venueKey(env.SESSION_SECRET)),
});
const screens = {
  by: 'HOLDER' as const,
  issue: screen,
  misplace: ({ venueId }: EndpointWorld, _foreign: EndpointWorld, env: Env): Credential => ({
    token: makeScreenToken({ venueId, linkVersion: 0 }, venueKey(env.SESSION_SECRET)),
  }),
};

const TUS = { 'tus-resumable': '1.0.0' };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const beginUpload = ({ sessionId }: EndpointWorld): Asked => ({
  path: '/uploads',
  headers: {
    ...TUS,
    'upload-length': '4',
    'upload-metadata': `filename ${base64('bai-giang.mp4')},sessionId ${base64(String(sessionId))},attested ${base64('1')}`,
  },
});
const ownUpload = (headers: Record<string, string> = {}, body?: string) => ({
  by: 'SIGN_IN' as const,
  open: ['ORGANISER'] as const,
  ask: ({ uploadId }: EndpointWorld): Asked => ({
    path: `/uploads/${uploadId}`,
    headers: { ...TUS, ...headers },
    body,
  }),
});

/**
 * Every address that is answered beside the pages, by `METHOD pattern` as the server registers it. One that is not here fails the test:
 * decide what opens it, then write it down. (HEAD of a GET is the GET.)
 */
export const ENDPOINTS: Record<string, Endpoint> = {
  'GET /healthz': { by: 'ANYBODY', ask: { path: '/healthz' }, status: 200 },
  'GET /readyz': { by: 'ANYBODY', ask: { path: '/readyz' }, status: 200 },
  // Asked for as through a proxy: only this machine itself, or the token, opens it.
  'GET /metrics': {
    by: 'ANYBODY',
    ask: { path: '/metrics', headers: { 'x-forwarded-for': '192.0.2.1' } },
    status: 404,
  },
  'GET /assets/*': { by: 'ANYBODY', ask: { path: '/assets/khong-co.js' }, status: 404 },

  'GET /events/broadcasts/:id': {
    ...{ by: 'SIGN_IN', open: WATCHERS },
    ask: ({ broadcastId }) => ({ path: `/events/broadcasts/${broadcastId}` }),
  },
  'GET /resources/broadcast/:id': {
    ...{ by: 'SIGN_IN', open: WATCHERS },
    ask: ({ broadcastId }) => ({ path: `/resources/broadcast/${broadcastId}` }),
  },
  'POST /resources/live-ticket/:sessionId': {
    ...{ by: 'SIGN_IN', open: WATCHERS },
    ask: ({ sessionId }) => ({ path: `/resources/live-ticket/${sessionId}` }),
  },
  'POST /uploads': { by: 'SIGN_IN', open: ['ORGANISER'], ask: beginUpload },
  // Whose it is, not which role they have.
  'HEAD /uploads/:id': ownUpload(),
  'PATCH /uploads/:id': ownUpload({ 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }, 'ab'),
  'DELETE /uploads/:id': ownUpload(),

  'GET /events/venues/:token': { ...screens, ask: () => ({ path: '/events/venues/TOKEN' }) },
  'GET /resources/venue-screen/:token': { ...screens, ask: () => ({ path: '/resources/venue-screen/TOKEN' }) },
  'GET /media/:publicPath/:file': {
    ...media,
    ask: ({ publicPath }) => ({ path: `/media/${publicPath}/storyboard.vtt` }),
  },
  'GET /media/:publicPath/keys/:period': {
    ...media,
    ask: ({ publicPath }) => ({ path: `/media/${publicPath}/keys/0` }),
  },
  'GET /media/:publicPath/captions/:file': {
    ...media,
    ask: ({ publicPath }) => ({ path: `/media/${publicPath}/captions/vi.vtt` }),
  },
  'POST /api/presence': {
    ...beats,
    ask: () => ({
      path: '/api/presence',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket: 'TOKEN', seq: 1, ranges: [[0, 1]], rate: 1, visible: true }),
    }),
  },
  [`POST ${CHECKS_ADDRESS}`]: {
    ...beats,
    ask: () => ({
      path: CHECKS_ADDRESS,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket: 'TOKEN', answer: 1, elapsedMs: 10 }),
    }),
  },
};
