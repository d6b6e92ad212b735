import net from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createFormTokens } from '~/http/form-tokens';
import { priorityOf } from '~/http/load-shedding';
import { readPostedBody } from '~/http/posted-body';
import { createWebServer } from '~/http/server';
import { playbackTicketKey, signPlaybackTicket } from '~/modules/media/playback-ticket';
import { FORM_TOKEN_FIELD } from '~/platform/form-token';
import { type Services, webServicesOf } from '~/platform/services';
import { makeClassroom } from '../factories/attendance';
import { createTestServices } from '../setup/services';
import { until } from '../setup/until';

// Too much to do, and people (or programs) who take for ever: on real sockets, with the real limits made shorter.

let services: Services;
let app: FastifyInstance;
let url: string;
let port: number;
let ticket: string;

beforeAll(async () => {
  services = await createTestServices({ env: { DATABASE_POOL: '2' } });
  app = await createWebServer({
    ...{ services: webServicesOf(services), root: process.cwd() },
    build: () => Promise.reject(new Error('no page is asked for here')),
    limits: {
      ...{ headersMs: 400, checkMs: 100, bodyMs: 400 },
      shedding: { sampleMs: 250, pagesDelayMs: 150, steadyDelayMs: 600, waitingPerConnection: 4 },
    },
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  port = Number(new URL(url).port);
  const room = await makeClassroom(services.db, { members: 1, sessions: 1, timelineSeconds: 1000 });
  const iat = Math.floor(Date.now() / 1000) - 600;
  ticket = signPlaybackTicket(
    {
      ...{ sid: room.sessionIds[0] ?? 0, mid: room.memberIds[0] ?? 0, aid: 1, src: 'RECORDING' as const, len: 1000 },
      ...{ iat, exp: iat + 7200, pid: 'x' },
    },
    playbackTicketKey(services.env.SESSION_SECRET),
  );
}, 60_000);
afterAll(async () => {
  await app?.close();
  await services?.close();
});

let second = 0;
const beat = async (): Promise<number> => {
  second += 10;
  const body = JSON.stringify({ ticket, seq: second, ranges: [[second, second + 10]], rate: 1, visible: true });
  return (await fetch(`${url}/api/presence`, { method: 'POST', body })).status;
};
const page = async () => {
  const answer = await fetch(`${url}/dot-hoc-tap`, { headers: { accept: 'text/html' } });
  return { status: answer.status, text: await answer.text(), retry: answer.headers.get('retry-after') };
};

describe('what is given up first', () => {
  test.each([
    ['POST', '/api/presence', 'VITAL'],
    ['POST', '/api/presence/checks', 'VITAL'],
    ['PUT', '/resources/trac-nghiem/dot-1/luot/1', 'VITAL'],
    ['POST', '/trac-nghiem/dot-1/luot/1.data', 'VITAL'],
    ['GET', '/healthz', 'VITAL'],
    ['POST', '/quan-ly/diem-cau/3', 'STEADY'],
    ['GET', '/media/x/live.m3u8', 'STEADY'],
    ['GET', '/trac-nghiem/dot-1', 'PAGES'],
    ['GET', '/', 'PAGES'],
  ])('%s %s: %s', (method, path, priority) => expect(priorityOf(method, path)).toBe(priority));

  test('pages are refused while the event loop is held up; beats are taken, and afterwards pages are there again', async () => {
    let busy = true;
    const block = () => {
      const end = performance.now() + 300;
      while (performance.now() < end);
      if (busy) setTimeout(block, 5);
    };
    block();
    try {
      await until(async () => {
        const { status, text, retry } = await page();
        if (status === 503) expect([retry, text.includes('quá tải')]).toEqual(['5', true]);
        return status === 503;
      });
      expect(await beat()).toBe(204);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    } finally {
      busy = false;
    }
    await until(async () => (await page()).status !== 503, { what: 'pages again' });
  });

  test('the same while everybody waits for the database', async () => {
    const held = await Promise.all([services.pool.connect(), services.pool.connect()]);
    const waiting = Array.from({ length: 10 }, () => services.pool.query('select 1'));
    try {
      expect((await page()).status).toBe(503);
      expect(await beat()).toBe(204);
      // What is sent is not refused for that, but waits: an answer to a quiz among it.
      const answer = await fetch(`${url}/resources/trac-nghiem/x/luot/1`, { method: 'PUT', body: '{}' });
      expect(answer.status).not.toBe(503);
    } finally {
      for (const client of held) client.release();
    }
    await Promise.all(waiting);
    expect((await page()).status).not.toBe(503);
  });
});

/** Opens a connection, says this, and tells what came back and how long it was held, milliseconds. */
function hold(text: string, every?: { ms: number; byte: string }): Promise<{ said: string; ms: number }> {
  return new Promise((resolve) => {
    const began = performance.now();
    let said = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    const drip = every && setInterval(() => socket.write(every.byte), every.ms);
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drip);
      resolve({ said, ms: performance.now() - began });
    });
  });
}

describe('who takes for ever is let go', () => {
  test('a header that never ends, however it drips', async () => {
    const { said, ms } = await hold('GET / HTTP/1.1\r\nHost: a\r\nX-A: ', { ms: 50, byte: 'b' });
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeLessThan(5_000);
  });

  test('a form that never ends', async () => {
    const head =
      'POST /giao-dien HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n';
    const { ms } = await hold(`${head}theme=`, { ms: 50, byte: 'd' });
    expect(ms).toBeLessThan(5_000);
  });
});

describe('no more than an action can need', () => {
  test.each([
    ['application/json', 257 * 1024, 'BODY_TOO_LARGE'],
    ['application/x-www-form-urlencoded', 5 * 1024 * 1024, 'BODY_TOO_LARGE'],
    ['multipart/form-data; boundary=x', 129 * 1024 * 1024, 'BODY_TOO_LARGE'],
    ['text/plain', 10, 'BODY_KIND'],
    ['image/svg+xml', 10, 'BODY_KIND'],
  ])('%s of %i bytes: %s', async (type, size, code) => {
    // Said beforehand, and found out on the way by who says nothing.
    for (const length of [String(size), undefined]) {
      const raw = Object.assign(Readable.from([Buffer.alloc(size, 'a')]), {});
      const request = { headers: { 'content-type': type, 'content-length': length }, raw };
      if (length === undefined && type.startsWith('multipart')) continue; // Its readers count each file's bytes.
      const { refused } = await readPostedBody(request as never, 'ACCEPTED', createFormTokens('x'.repeat(32), false));
      expect(refused?.code).toBe(code);
    }
  });

  test('a form with files says its token first, and nothing of it is lost by looking', async () => {
    const tokens = createFormTokens(services.env.SESSION_SECRET, false);
    const { token, setCookie } = tokens.open(undefined);
    const cookie = setCookie?.split(';')[0];
    const read = async (fields: [string, string | File][], boundaryCut = 7) => {
      const form = new FormData();
      for (const [name, value] of fields) form.append(name, value);
      const made = new Response(form);
      const bytes = Buffer.from(await made.arrayBuffer());
      const pieces = Array.from({ length: Math.ceil(bytes.length / boundaryCut) }, (_, i) =>
        bytes.subarray(i * boundaryCut, (i + 1) * boundaryCut),
      );
      const raw = Readable.from(pieces, { objectMode: false });
      const request = { headers: { cookie, 'content-type': made.headers.get('content-type') ?? '' }, raw };
      const { refused } = await readPostedBody(request as never, 'ABSENT', tokens);
      const rest: Buffer[] = [];
      for await (const piece of raw) rest.push(piece as Buffer);
      return { code: refused?.code, whole: Buffer.concat(rest).equals(bytes) };
    };
    const file = new File([Buffer.alloc(100_000, 'x')], 'a.xlsx');
    for (const cut of [1, 7, 1000, 70_000]) {
      expect(
        await read(
          [
            [FORM_TOKEN_FIELD, token],
            ['tep', file],
          ],
          cut,
        ),
      ).toEqual({ code: undefined, whole: true });
    }
    expect(
      (
        await read(
          [
            ['tep', file],
            [FORM_TOKEN_FIELD, token],
          ],
          1000,
        )
      ).code,
    ).toBe('FORM_TOKEN');
    expect((await read([[FORM_TOKEN_FIELD, `${token}x`]])).code).toBe('FORM_TOKEN');
    expect((await read([[FORM_TOKEN_FIELD, new File([token], 'x')]])).code).toBe('FORM_TOKEN');
    expect((await read([['x', token]])).code).toBe('FORM_TOKEN');
  });
});
