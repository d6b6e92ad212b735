import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { findLooseEnds } from '../../bin/lib/advisories.mjs';
import { findLicenceProblems, isAllowed, SAID_ELSEWHERE } from '../../bin/lib/licences.mjs';
import { readInventory } from '../../bin/lib/package-inventory.mjs';
import { inRoot } from '../../bin/lib/root.mjs';

// What Điểm Cầu is made of: every package is named, may be used, and can be asked about.

const folder = mkdtempSync(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inventory = readInventory();
const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));

async function run(script: string, ...args: string[]): Promise<{ exit: number; out: string }> {
  const child = spawn(process.execPath, [inRoot('bin', script), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (out += text));
  const [exit] = await once(child, 'close');
  return { exit, out };
}

describe('bill of materials', () => {
  test('npm run sbom names every package of the lockfile, as CycloneDX 1.6 wants it', async () => {
    const { exit, out } = await run('sbom.mjs', folder);
    expect([exit, out]).toEqual([0, expect.stringContaining(`${inventory.length} packages`)]);
    const file = path.join(folder, 'bom.cdx.json');
    expect(await run('sbom.mjs', '--check', file)).toEqual({ exit: 0, out: '' });
    const bom = JSON.parse(readFileSync(file, 'utf8'));
    expect(bom.specVersion).toBe('1.6');
    type Component = { 'bom-ref': string; purl: string; properties: { name: string; value: string }[] };
    const places = (bom.components as Component[]).flatMap(({ properties }) =>
      properties.filter(({ name }) => name === 'cdx:npm:package:path').map(({ value }) => value),
    );
    expect(places.sort()).toEqual(Object.keys(lock.packages).filter(Boolean).sort());
    const refs = new Set((bom.components as Component[]).map((one) => one['bom-ref']));
    const edges = bom.dependencies as { ref: string; dependsOn?: string[] }[];
    expect(edges.flatMap(({ dependsOn = [] }) => dependsOn).filter((ref) => !refs.has(ref))).toEqual([]);
    expect(edges.find(({ ref }) => ref === 'diemcau@0.1.0')?.dependsOn).toContain(
      `fastify@${lock.packages['node_modules/fastify'].version}`,
    );
  }, 60_000);

  test('what does not fit is refused', async () => {
    const file = path.join(folder, 'wrong.json');
    const wrong = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ type: 'word', name: 'a' }] };
    writeFileSync(file, JSON.stringify(wrong));
    expect(await run('sbom.mjs', '--check', file)).toEqual({
      exit: 1,
      out: expect.stringContaining('/components/0/type'),
    });
  }, 60_000);
});

describe('licences', () => {
  test('every delivered package comes under one that is allowed, or somebody looked at it', () => {
    expect(findLicenceProblems(inventory)).toEqual([]);
  });

  test('another licence, none, and a note that is not needed any more are found', () => {
    const one = { name: 'a', version: '1.0.0', ref: 'a@1.0.0', dev: false, licence: 'AGPL-3.0-only' };
    const noted = Object.keys(SAID_ELSEWHERE).length;
    const problems = (...all: unknown[]) => findLicenceProblems(all as typeof inventory).slice(0, -noted);
    expect(problems(one)).toEqual([expect.stringContaining('AGPL-3.0-only')]);
    expect(problems({ ...one, licence: null })).toEqual(['a@1.0.0 names no licence']);
    expect(problems({ ...one, dev: true })).toEqual([]);
    expect(findLicenceProblems([])).toHaveLength(noted);
  });

  test.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['MIT AND GPL-3.0-or-later', false],
    ['(MIT AND Zlib) OR GPL-2.0-only', true],
    ['GPL-2.0-only WITH Classpath-exception-2.0', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['MIT OR', false],
    ['(MIT', false],
    ['MIT)', false],
    ['', false],
  ])('%p allowed: %p', (expression, allowed) => expect(isAllowed(expression)).toBe(allowed));
});

describe('known weaknesses', () => {
  /** A registry as far as this question goes. */
  async function asking(answer: (question: Record<string, string[]>, response: http.ServerResponse) => void) {
    const server = http.createServer(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      expect(request.url).toBe('/-/npm/v1/security/advisories/bulk');
      answer(JSON.parse(Buffer.concat(pieces).toString()), response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const saved = path.join(folder, 'answer.json');
    const result = await run('advisories.mjs', '--registry', registry, '--save', saved);
    server.close();
    return { ...result, saved };
  }
  const advisory = (range: string, severity = 'high') => ({
    ...{ id: 1, url: 'https://example.com/a', title: 'A hole', severity },
    vulnerable_versions: range,
  });

  test('none found', async () => {
    let asked: Record<string, string[]> = {};
    const { exit, out } = await asking((question, response) => {
      asked = question;
      response.end(JSON.stringify({ fastify: [advisory('<1')] }));
    });
    expect([exit, out]).toEqual([0, expect.stringContaining('none known')]);
    expect(Object.values(asked).flat()).toHaveLength(inventory.length);
  }, 60_000);

  test('found: the worst of what is delivered first; and again, offline, from the answer that was kept', async () => {
    const { exit, out, saved } = await asking((_question, response) =>
      response.end(
        JSON.stringify({ jest: [advisory('*', 'critical')], fastify: [advisory('*', 'low'), advisory('>=1', 'high')] }),
      ),
    );
    const found = out.split('\n').filter((line) => line.includes('A hole'));
    expect(found.map((line) => line.split('@')[0])).toEqual(['high: fastify', 'low: fastify', 'critical: jest']);
    expect([exit, out]).toEqual([1, expect.stringContaining('3 known')]);
    expect(await run('advisories.mjs', '--from', saved)).toEqual({ exit, out });
    writeFileSync(saved, readFileSync(saved, 'utf8').replace('"fastify":["', '"fastify":["0.'));
    expect(await run('advisories.mjs', '--from', saved)).toEqual({
      exit: 2,
      out: expect.stringContaining('1 packages were not asked about'),
    });
  }, 60_000);

  test.each([
    ['refuses', 'answered 405', 405, ''],
    ['says something else', 'not a list', 200, '[1]'],
    ['says no JSON', 'JSON', 200, '<html>'],
  ])(
    'a registry that %s: could not ask, which is neither of both',
    async (_what, word, status, body) => {
      const { exit, out } = await asking((_question, response) => response.writeHead(status).end(body));
      expect([exit, out]).toEqual([2, expect.stringMatching(new RegExp(`COULD NOT ASK.*${word}`))]);
    },
    60_000,
  );

  test('the lockfile alone: everything from a registry, with its hash', () => {
    expect(findLooseEnds(lock, inventory)).toEqual([]);
    const git = { packages: { 'node_modules/a': { resolved: 'git+ssh://git@example.com/a.git#1' } } };
    const loose = { ref: 'a@1', installed: true, integrity: 'sha1-abc' } as (typeof inventory)[number];
    expect(findLooseEnds(git, [loose])).toHaveLength(2);
  });
});
