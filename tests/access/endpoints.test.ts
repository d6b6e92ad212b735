import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createWebServer } from '~/http/server';
import { uploadFile } from '~/modules/media/media-folders.server';
import { readEnv } from '~/platform/env';
import { createServices, createWebServices, type Services } from '~/platform/services';
import { withFormToken } from '../setup/form-token';
import { createTestEnv } from '../setup/services';
import { type Asked, type Credential, ENDPOINTS, type Endpoint, type EndpointWorld } from './endpoints';
import { PERSONS, type Person } from './matrix';
import { makePersons, makeWorld, type World } from './world';

// The pages' matrix is in access.test.ts; here is everything that is answered beside them, as the server itself registers it.

let release: () => Promise<void>;
let services: Services;
let app: FastifyInstance;
let url: string;
let own: EndpointWorld;
let foreign: EndpointWorld;
let persons: Record<Person, string>;
const registered = new Set<string>();

beforeAll(async () => {
  const made = await createTestEnv();
  release = made.release;
  services = createServices(made.env, 'test');
  const env = readEnv(made.source);
  app = await createWebServer({
    services: createWebServices(env),
    root: process.cwd(),
    build: () => Promise.reject(new Error('no page is asked for here')),
    onRoute: ({ method, url: pattern }) => {
      for (const one of [method].flat()) registered.add(`${one} ${pattern}`);
    },
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  const [mine, others] = [await makeWorld(services, 'minh'), await makeWorld(services, 'khac')];
  persons = await makePersons(services, mine);
  [own, foreign] = [await furnish(mine, 'access.organiser'), await furnish(others, others.things.account)];
}, 60_000);
afterAll(async () => {
  await app?.close();
  await services?.close();
  await release?.();
});

/** What the endpoints serve: a broadcast on air, a picture and captions, and an upload begun by this account. */
async function furnish({ room, things }: World, uploader: string): Promise<EndpointWorld> {
  const { db, env, storage } = services;
  const sessionId = room.sessionIds[0] ?? 0;
  const publicPath = randomBytes(16).toString('base64url');
  const { assetId } = await db.recording.findFirstOrThrow({ where: { sessionId } });
  await db.mediaAsset.update({ where: { id: assetId }, data: { publicPath, state: 'READY' } });
  await db.captionTrack.create({ data: { assetId, body: 'WEBVTT\n' } });
  await db.broadcast.update({
    where: { id: Number(things.broadcastId) },
    data: { state: 'ON_AIR', onAirAt: new Date(), publicPath: randomBytes(16).toString('base64url') },
  });
  await storage.put(`media/${publicPath}/storyboard.vtt`, Buffer.from('WEBVTT\n'));
  const memberId = room.memberIds[0] ?? 0;
  await db.presenceCheck.create({
    data: {
      ...{ sessionId, memberId, number: 1, at: 10 },
      ...{ askedAt: new Date(), answerBy: new Date(Date.now() + 120_000) },
    },
  });
  const uploadId = randomBytes(18).toString('base64url');
  const owner = await db.account.findUniqueOrThrow({ where: { username: uploader } });
  await db.upload.create({
    data: { id: uploadId, fileName: 'a.mp4', ownerId: owner.id, sessionId, byteSize: 4n },
  });
  const file = uploadFile(env, uploadId);
  await writeFile(file, '');
  await writeFile(`${file}.json`, JSON.stringify({ id: uploadId, size: 4, offset: 0, metadata: {} }));
  return {
    ...{ broadcastId: Number(things.broadcastId), sessionId, memberId },
    ...{ venueId: Number(things.venueId), publicPath, uploadId },
  };
}

/** The status; a stream is not read to its end. */
async function ask(name: string, { path, headers = {}, body }: Asked, { cookie, token }: Credential): Promise<number> {
  const method = name.slice(0, name.indexOf(' '));
  const fill = (text: string) => text.replaceAll('TOKEN', token ?? 'TOKEN');
  const sent = { ...headers, ...(cookie ? { cookie } : {}) };
  const write = method !== 'GET' && method !== 'HEAD';
  const answer = await fetch(url + fill(path), {
    ...{ method, redirect: 'manual', body: body === undefined ? undefined : fill(body) },
    headers: write && !path.startsWith('/api/') ? withFormToken(services.env, sent) : sent,
  });
  await answer.body?.cancel();
  return answer.status;
}

const by = <Kind extends Endpoint['by']>(kind: Kind) =>
  Object.entries(ENDPOINTS).filter((entry): entry is [string, Extract<Endpoint, { by: Kind }>] => entry[1].by === kind);
const isHeadOfGet = (name: string) => name.startsWith('HEAD ') && registered.has(name.replace('HEAD', 'GET'));
/** Files of public/, each registered by its name, and the pages. */
const isFileOrPage = (name: string) => /^\w+ (?:\/?\*|\/[\w./-]+\.\w+)$/.test(name);

test('every address says what opens it, and no other is in the table', () => {
  const named = [...registered].filter((name) => !isHeadOfGet(name) && !isFileOrPage(name));
  expect(named.sort()).toEqual(Object.keys(ENDPOINTS).sort());
  // Pages take what is left, by every method; see matrix.ts.
  expect([...registered].filter(isFileOrPage)).toContain('GET *');
});

test('what says nothing of anybody says the same to everybody', async () => {
  const wrong: string[] = [];
  for (const [name, { ask: asked, status }] of by('ANYBODY')) {
    for (const cookie of [undefined, ...Object.values(persons)]) {
      const got = await ask(name, asked, { cookie });
      if (got !== status) wrong.push(`${name}: ${got}`);
    }
  }
  expect(wrong).toEqual([]);
});

describe('where a sign-in opens', () => {
  test('a stranger, and a sign-in that has ended, get 401; a write without the form’s token 403', async () => {
    const wrong: string[] = [];
    for (const [name, endpoint] of by('SIGN_IN')) {
      for (const cookie of [undefined, 'dc=khong-phai-phien']) {
        const got = await ask(name, endpoint.ask(own), { cookie });
        if (got !== 401) wrong.push(`${name}: ${got}`);
      }
      const [method = ''] = name.split(' ');
      if (method === 'GET' || method === 'HEAD') continue;
      const { path, headers } = endpoint.ask(own);
      const bare = await fetch(url + path, { method, headers: { ...headers, cookie: persons.ORGANISER } });
      if (bare.status !== 403) wrong.push(`${name} without token: ${bare.status}`);
    }
    expect(wrong).toEqual([]);
  });

  test.each(PERSONS)('%s has what is theirs, and finds nothing of another unit', async (person) => {
    const wrong: string[] = [];
    const cookie = persons[person];
    for (const [name, { open, ask: asked }] of by('SIGN_IN')) {
      const others = await ask(name, asked(foreign), { cookie });
      if (others !== 404) wrong.push(`${name} of another unit: ${others}`);
      const mine = await ask(name, asked(own), { cookie });
      if (open.includes(person) ? mine >= 300 : mine !== 404) wrong.push(`${name}: ${mine}`);
    }
    expect(wrong).toEqual([]);
  });

  test('whoever has to change the password first has nothing yet', async () => {
    const wrong: string[] = [];
    await services.db.account.updateMany({
      where: { username: 'access.organiser' },
      data: { mustChangePassword: true },
    });
    for (const [name, endpoint] of by('SIGN_IN')) {
      const got = await ask(name, endpoint.ask(own), { cookie: persons.ORGANISER });
      if (got < 400) wrong.push(`${name}: ${got}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('where something issued opens', () => {
  test('its holder has it; a sign-in alone, a forged one and one for something else have not', async () => {
    const wrong: string[] = [];
    for (const [name, { ask: asked, issue, misplace }] of by('HOLDER')) {
      const { cookie, token } = issue(own, services.env);
      const holder = await ask(name, asked(own), { cookie, token });
      if (holder >= 300) wrong.push(`${name} for its holder: ${holder}`);
      const forge = (text: string | undefined) => (token === undefined && text ? `${text.slice(0, -3)}AAA` : text);
      const refused: [string, Credential][] = [
        ...PERSONS.map((person): [string, Credential] => [person, { cookie: persons[person] }]),
        ['a stranger', {}],
        ['a forger', { cookie: forge(cookie), token: token && `${token.slice(0, -3)}AAA` }],
        ['somebody with another’s', misplace(own, foreign, services.env)],
      ];
      for (const [who, credential] of refused) {
        const got = await ask(name, asked(own), credential);
        if (got !== 401 && got !== 403 && got !== 404) wrong.push(`${name} for ${who}: ${got}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
