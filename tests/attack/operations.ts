import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { createWebServer } from '~/http/server';
import { readEnv } from '~/platform/env';
import { createWebServices } from '~/platform/services';
import { inRoot } from '../../bin/lib/root.mjs';
import { mutated, nastyText } from './nasty';

/** Something that web answers: `GET /media/:publicPath/:file`, or a page of the build. */
export interface Operation {
  method: string;
  /** With `:names`. */
  address: string;
  page: boolean;
}

/** What the web server has registered beside the pages, as it says itself. */
export async function readOperations(env: Record<string, string>): Promise<Operation[]> {
  const found: Operation[] = [];
  const listen = (message: unknown) =>
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (url !== '*') found.push({ method: one, address: url, page: false });
    });
  subscribe('fastify.initialization', listen);
  const services = createWebServices(readEnv(env));
  try {
    const build = () => Promise.reject(new Error('no page is asked for here'));
    const app = await createWebServer({ services, build, root: inRoot('.') });
    await app.ready();
    await app.close();
  } finally {
    unsubscribe('fastify.initialization', listen);
    await services.close();
  }
  return found;
}

/** Parameters by their name: what stands there for one's own things, and for another unit's. */
export type Values = Record<string, { own: string[]; theirs: string[] }>;

const wire = (text: string) => encodeURIComponent(Buffer.from(text).toString());

/** What nobody's link has in place of a parameter. */
const oddPart: fc.Arbitrary<string> = fc.oneof(
  nastyText.map((text) => wire(text.slice(0, 200))),
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2e%2e%2f',
    '%00',
    '%',
    '%ff',
    '%ed%a0%80',
    '%c0%ae',
    '',
    ' ',
    '%0d%0aX-A:%20b',
    ';a=b',
  ),
  fc.constantFrom('0', '-1', '2147483648', '99999999999999999999', '1e3', '0x1', '01', '1%20or%201'),
);

/** Everything after an address that a browser, a search engine or an attacker adds. */
const tails = fc.constantFrom(
  ...[
    '',
    '',
    '',
    '',
    '.data',
    '.data?_routes=root',
    '.data?_routes=..%2F',
    '?_data=root',
    '?',
    '?a[]=1&a[b]=2',
    '?%',
    '?index',
  ],
  ...['/', '//', '/../..', '%2f', '?trang=-1', '?trang=1e9', '#a', '.json', '.xlsx', ';jsessionid=1'],
);

/** The address with its parameters filled in. `honest`: one's own things and nothing added. */
export function pathsOf(address: string, values: Values, honest: boolean): fc.Arbitrary<string> {
  const parts = address.split('/').map((part): fc.Arbitrary<string> => {
    const name = /^:(\w+)/.exec(part)?.[1] ?? (part === '*' ? '*' : null);
    if (name === null) return fc.constant(part);
    const known = values[name];
    if (!known) throw new Error(`${address}: say in the attack's values what :${name} is`);
    const rest = part.replace(/^(:\w+|\*)/, '');
    const own = fc.constantFrom(...known.own).map(wire);
    if (honest) return own.map((text) => text + rest);
    const theirs = fc.constantFrom(...known.theirs).map(wire);
    return fc
      .oneof(
        { weight: 2, arbitrary: own },
        { weight: 3, arbitrary: theirs },
        { weight: 3, arbitrary: oddPart },
        { weight: 1, arbitrary: mutated(fc.constantFrom(...known.own)).map(wire) },
      )
      .map((text) => text + rest);
  });
  const path = fc.tuple(...parts).map((all) => all.join('/') || '/');
  return honest ? path : fc.tuple(path, tails).map((all) => all.join(''));
}

/** Headers that change how an answer is made. */
export const someHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  ...Object.entries({
    accept: ['application/json', '*/*', 'text/event-stream', 'a/b;q=x'],
    'accept-language': ['en', 'xx-YY;q=9', '*'],
    'accept-encoding': ['gzip;q=0', 'br, *'],
    range: ['bytes=0-0', 'bytes=9-1', 'lines=1'],
    'if-none-match': ['*', 'W/"a"'],
    'if-modified-since': ['never', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    'x-forwarded-for': ['127.0.0.1', "1' or 1=1"],
    'x-forwarded-host': ['evil.example'],
    'x-forwarded-proto': ['javascript'],
    'x-http-method-override': ['DELETE'],
    origin: ['http://evil.example', 'null'],
    referer: ['http://evil.example/', 'x'],
    host: ['evil.example', 'a:b:c', '[::1'],
    authorization: ['Bearer a', 'Basic Og==', 'Bearer '],
    'content-type': ['application/xml', 'multipart/form-data', 'text/plain; charset=utf-7', ';'],
    expect: ['nothing'],
    'x-remix-response': ['yes'],
  }).map(([name, all]) => fc.constantFrom(...all).map((text): Record<string, string> => ({ [name]: text }))),
);

export const METHODS = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'PROPFIND',
  'SEARCH',
] as const;
