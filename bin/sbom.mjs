// npm run sbom [-- FOLDER]: which packages are in it (CycloneDX 1.6) and under which licences. From the lockfile and node_modules, offline.
// npm run sbom -- --check FILE: whether such a file fits the schema.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Failure, run } from './lib/failure.mjs';
import { findLicenceProblems, SAID_ELSEWHERE } from './lib/licences.mjs';
import { checkNode, installPackages } from './lib/node-packages.mjs';
import { readInventory } from './lib/package-inventory.mjs';
import { inRoot } from './lib/root.mjs';

/** @throws Failure with what does not fit */
async function check(text) {
  const { findSchemaProblems } = await import('./lib/sbom.mjs');
  const wrong = await findSchemaProblems(text);
  if (wrong) throw new Failure(`This does not fit CycloneDX 1.6: ${JSON.stringify(wrong).slice(0, 2_000)}`);
}

async function write(folder) {
  const { makeLicenceList, makeSbom } = await import('./lib/sbom.mjs');
  const inventory = readInventory();
  const text = makeSbom(inventory);
  await check(text);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'bom.cdx.json'), text);
  writeFileSync(path.join(folder, 'licences.csv'), makeLicenceList(inventory, SAID_ELSEWHERE));
  const delivered = inventory.filter(({ dev }) => !dev).length;
  console.log(`${inventory.length} packages, ${delivered} of them delivered: ${folder}/bom.cdx.json and licences.csv`);
  const problems = findLicenceProblems(inventory);
  if (problems.length > 0) throw new Failure(problems.join('\n'));
  console.log('Every delivered package has a licence that is allowed, or a reason in bin/lib/licences.mjs.');
}

await run(async () => {
  checkNode();
  installPackages();
  const { values, positionals } = parseArgs({ options: { check: { type: 'string' } }, allowPositionals: true });
  if (values.check) await check(readFileSync(values.check, 'utf8'));
  else await write(path.resolve(positionals[0] ?? inRoot('build', 'sbom')));
});
