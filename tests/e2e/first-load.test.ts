import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { inRoot } from '../../bin/lib/root.mjs';

interface Asset {
  module: string;
  imports?: string[];
  parentId?: string;
}
interface Manifest {
  url: string;
  entry: Asset;
  routes: Record<string, Asset>;
}

const client = inRoot('build/client');

function readManifest(): Manifest {
  const assets = path.join(client, 'assets');
  const file = readdirSync(assets).find((name) => /^manifest-.*\.js$/.test(name)) ?? '';
  const text = readFileSync(path.join(assets, file), 'utf8');
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as Manifest;
}

/** Every script that a first visit to the route names: entry, manifest, the route and its parents with what they import. */
function firstLoad(manifest: Manifest, routeId: string): string[] {
  const files = new Set([manifest.url, manifest.entry.module, ...(manifest.entry.imports ?? [])]);
  for (let id: string | undefined = routeId; id; id = manifest.routes[id]?.parentId) {
    const route: Asset | undefined = manifest.routes[id];
    for (const file of [route?.module, ...(route?.imports ?? [])]) if (file) files.add(file);
  }
  return [...files];
}

const manifest = readManifest();
const routes = Object.keys(manifest.routes).filter((id) => id.startsWith('routes/_'));

test('there are pages to weigh', () => expect(routes.length).toBeGreaterThan(30));

// The bar is 200 kB gzip for a first visit; member pages are held lower, so that it is not used up by accident.
test.each(routes)('%s: a first visit loads little, and no player before something plays', (id) => {
  const files = firstLoad(manifest, id);
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(client, file))).length, 0);
  expect(bytes).toBeLessThan(id.startsWith('routes/_app') ? 160_000 : 200_000);
  expect(files.filter((file) => /hls/i.test(file))).toEqual([]);
});
