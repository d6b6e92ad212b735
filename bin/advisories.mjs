// npm run advisories [-- --registry URL | --from FILE] [--save FILE]: known weaknesses of the packages in package-lock.json.
// Exit code 0: asked, none known; 1: known ones, or a loose lockfile; 2: nobody could be asked, so nothing is known.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  askRegistry,
  CouldNotAsk,
  findAdvisories,
  findLooseEnds,
  questionFor,
  readAnswer,
  registryOf,
} from './lib/advisories.mjs';
import { run } from './lib/failure.mjs';
import { readInventory } from './lib/package-inventory.mjs';
import { inRoot } from './lib/root.mjs';

await run(async () => {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { registry: text, from: text, save: text } });
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
  const inventory = readInventory(lock);
  const loose = findLooseEnds(lock, inventory);
  for (const line of loose) console.log(line);
  console.log(
    `package-lock.json: ${inventory.length} packages, ${loose.length === 0 ? 'all from a registry, the bytes of all that are installed fixed' : `${loose.length} loose`}.`,
  );
  try {
    const question = questionFor(inventory);
    const answer = values.from
      ? readAnswer(values.from, question)
      : await askRegistry(values.registry ?? registryOf(), question);
    const found = findAdvisories(answer, inventory);
    if (values.save) writeFileSync(values.save, JSON.stringify({ question, answer }));
    for (const { severity, ref, title, url, dev } of found)
      console.log(`${severity}: ${ref}${dev ? ' (only for building and testing)' : ''}: ${title} ${url}`);
    console.log(
      found.length === 0 ? 'Advisories: none known against these versions.' : `Advisories: ${found.length} known.`,
    );
    process.exitCode = found.length > 0 || loose.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CouldNotAsk)) throw error;
    console.log(`Advisories: COULD NOT ASK (${error.message}). This says nothing about whether there are any.`);
    console.log(
      'On a computer with Internet: npm run advisories -- --save answer.json; then here: npm run advisories -- --from answer.json',
    );
    process.exitCode = 2;
  }
});
