// npm run sbom [-- FOLDER]: which packages are in it (CycloneDX 1.6) and under which licences. From the lockfile and node_modules, offline.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure, run } from './lib/failure.mjs';
import { findLicenceProblems, SAID_ELSEWHERE } from './lib/licences.mjs';
import { checkNode, installPackages } from './lib/node-packages.mjs';
import { readInventory } from './lib/package-inventory.mjs';
import { inRoot } from './lib/root.mjs';

await run(async () => {
  checkNode();
  installPackages();
  // The rest needs node_modules.
  const { findSchemaProblems, makeLicenceList, makeSbom } = await import('./lib/sbom.mjs');
  const folder = path.resolve(process.argv[2] ?? inRoot('build', 'sbom'));
  const inventory = readInventory();
  const text = makeSbom(inventory);
  const wrong = await findSchemaProblems(text);
  if (wrong)
    throw new Failure(`The bill of materials does not fit CycloneDX 1.6: ${JSON.stringify(wrong).slice(0, 2_000)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'bom.cdx.json'), text);
  writeFileSync(path.join(folder, 'licences.csv'), makeLicenceList(inventory, SAID_ELSEWHERE));
  const delivered = inventory.filter(({ dev }) => !dev).length;
  console.log(
    `${inventory.length} packages, ${delivered} of them delivered: ${path.relative(process.cwd(), folder) || '.'}/bom.cdx.json and licences.csv`,
  );
  const problems = findLicenceProblems(inventory);
  if (problems.length > 0) throw new Failure(problems.join('\n'));
  console.log('Every delivered package has a licence that is allowed, or a reason in bin/lib/licences.mjs.');
});
