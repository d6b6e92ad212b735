import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import semver from 'semver';
import { root } from './root.mjs';

/**
 * A known weakness of a package that stands in the lockfile.
 * @typedef {{ ref: string, dev: boolean, severity: string, title: string, url: string }} Finding
 */

/** The registry did not say: whatever the reason, nothing is known. */
export class CouldNotAsk extends Error {}

const PATIENCE_MS = 30_000;

/** Where npm asks for packages. */
export function registryOf(env = process.env) {
  const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], { cwd: root, encoding: 'utf8', env });
  return stdout.trim() || 'https://registry.npmjs.org/';
}

/** What a registry is asked, as `npm audit` does: names with their versions. */
export function questionFor(inventory) {
  const versions = {};
  for (const { name, version } of inventory) versions[name] = [...(versions[name] ?? []), version];
  return versions;
}

/**
 * Asks a registry for everything it knows against these packages. @returns {Promise<unknown>}
 * @throws {CouldNotAsk}
 */
export async function askRegistry(registry, question, patienceMs = PATIENCE_MS) {
  const address = `${registry.replace(/\/$/, '')}/-/npm/v1/security/advisories/bulk`;
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (answer.status !== 200) throw new CouldNotAsk(`the registry answered ${answer.status}`);
    return await answer.json();
  } catch (error) {
    if (error instanceof CouldNotAsk) throw error;
    throw new CouldNotAsk(
      error.name === 'TimeoutError'
        ? 'the registry did not answer in time'
        : String(error.cause?.message ?? error.message),
    );
  }
}

/**
 * A registry's answer that was carried here on a disk: with what it was asked, for one about an older lockfile says nothing of newer
 * packages. @throws {CouldNotAsk}
 */
export function readAnswer(file, question) {
  let kept;
  try {
    kept = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CouldNotAsk(`${file}: ${error.message}`);
  }
  const missing = Object.entries(question).flatMap(([name, versions]) =>
    versions.filter((version) => !kept?.question?.[name]?.includes(version)).map((version) => `${name}@${version}`),
  );
  if (missing.length > 0)
    throw new CouldNotAsk(`${file} is about another lockfile: ${missing.length} packages were not asked about`);
  return kept.answer;
}

/**
 * What of an answer concerns these versions, the worst first. @returns {Finding[]}
 * @throws {CouldNotAsk} if it is no such answer
 */
export function findAdvisories(answer, inventory) {
  const isAnswer = typeof answer === 'object' && answer !== null && Object.values(answer).every(Array.isArray);
  if (!isAnswer || Array.isArray(answer)) throw new CouldNotAsk('what came is not a list of advisories');
  const weights = ['critical', 'high', 'moderate', 'low'];
  const found = inventory.flatMap(({ name, version, ref, dev }) => {
    const known = Object.hasOwn(answer, name) ? answer[name] : [];
    return known
      .filter(({ vulnerable_versions: range }) => semver.satisfies(version, range, { includePrerelease: true }))
      .map(({ severity, title, url }) => ({ ref, dev, severity, title, url }));
  });
  const weight = ({ severity, dev }) => weights.indexOf(severity) + (dev ? 10 : 0);
  return found.sort((a, b) => weight(a) - weight(b) || (a.ref < b.ref ? -1 : 1));
}

/**
 * What the lockfile tells without asking anybody: packages that do not come from a registry, or whose bytes are not fixed though they
 * are installed here.
 */
export function findLooseEnds(lock, inventory) {
  const elsewhere = Object.entries(lock.packages)
    .filter(
      ([folder, { resolved, link }]) => folder !== '' && (link || (resolved && !/^https:\/\/.+\.tgz$/.test(resolved))),
    )
    .map(([folder]) => `${folder} does not come from a registry`);
  const loose = inventory
    .filter(({ installed, integrity }) => installed && !/^sha512-/.test(integrity ?? ''))
    .map(({ ref }) => `${ref} has no SHA-512 in package-lock.json`);
  return [...elsewhere, ...loose];
}
