import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './root.mjs';

/**
 * A package of the lockfile, once for each name and version.
 * @typedef {object} Package
 * @property {string} name
 * @property {string} version
 * @property {string} ref `name@version`
 * @property {string[]} places folders in node_modules
 * @property {string | null} integrity as in the lockfile: `sha512-…`
 * @property {string | null} licence what the package says of itself; null: nothing, or it is not installed and nobody else says it
 * @property {boolean} dev only for building and testing
 * @property {boolean} installed false: of another platform
 * @property {string | null} deprecated what its authors say to those who install it
 * @property {string[]} needs refs
 */

/** The old ways to say it: `{type}` and `licenses: [{type}]`. */
function saidLicence(manifest) {
  const { license, licenses } = manifest;
  if (typeof license === 'string') return license;
  const all = [license, ...(Array.isArray(licenses) ? licenses : [])].map((one) => one?.type).filter(Boolean);
  return all.length > 0 ? all.join(' OR ') : null;
}

function readManifest(folder) {
  const file = path.join(root, folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** The folder that a package in `from` gets for this name, as Node looks for it; null: an optional one that is not in the lockfile. */
function folderOf(name, from, locked) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const folder = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (locked[folder]) return folder;
    if (at === '') return null;
  }
}

/** Everything in package-lock.json, sorted. @returns {Package[]} */
export function readInventory(lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))) {
  const locked = lock.packages;
  const nameOf = (folder) =>
    locked[folder].name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const refOf = (folder) => `${nameOf(folder)}@${locked[folder].version}`;
  /** @type {Map<string, Package>} */
  const found = new Map();
  /** Packages of one platform say nothing while they are not installed: the licence of the one that wants them. */
  const ofWanting = new Map();
  for (const [folder, entry] of Object.entries(locked)) {
    if (folder === '' || entry.link) continue;
    const manifest = readManifest(folder);
    const said = (manifest && saidLicence(manifest)) ?? entry.license ?? null;
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const wanted = folderOf(name, folder, locked);
      if (wanted && said) ofWanting.set(wanted, said);
    }
    const needs = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies })
      .map((name) => folderOf(name, folder, locked))
      .filter((one) => one !== null)
      .map(refOf);
    const known = found.get(refOf(folder));
    found.set(refOf(folder), {
      ...{ name: nameOf(folder), version: entry.version, ref: refOf(folder) },
      places: [...(known?.places ?? []), folder],
      integrity: entry.integrity ?? known?.integrity ?? null,
      licence: said ?? known?.licence ?? null,
      dev: (known?.dev ?? true) && entry.dev === true,
      installed: (known?.installed ?? false) || manifest !== null,
      deprecated: entry.deprecated ?? known?.deprecated ?? null,
      needs: [...new Set([...(known?.needs ?? []), ...needs])].sort(),
    });
  }
  for (const one of found.values())
    if (one.licence === null && !one.installed)
      one.licence = one.places.map((place) => ofWanting.get(place)).find(Boolean) ?? null;
  return [...found.values()].sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

/** What the application itself needs: refs. */
export function directNeeds(lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))) {
  const { dependencies, devDependencies } = lock.packages[''];
  return Object.keys({ ...dependencies, ...devDependencies })
    .map(
      (name) =>
        `${lock.packages[`node_modules/${name}`].name ?? name}@${lock.packages[`node_modules/${name}`].version}`,
    )
    .sort();
}
