import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSources, type SourceFile } from './setup/source-files';

const app = readSources('app');
const worker = readSources('worker');
const cli = readSources('bin/cli');
const all = [...app, ...worker, ...cli, ...readSources('tests')];
const isTest = (file: SourceFile) => /\.test\.tsx?$/.test(file.path) || file.path.startsWith('tests/');
const shipped = all.filter((file) => !isTest(file));

const own = (name: string) => /^(app|worker|bin|tests)\//.test(name);
const moduleOf = (name: string) => /^app\/modules\/([^/]+)\//.exec(name)?.[1];

/** `file → import` for each own import of these files that the rule refuses. */
function refused(files: SourceFile[], allowed: (name: string, file: SourceFile) => boolean): string[] {
  return files
    .filter((file) => !isTest(file))
    .flatMap((file) =>
      file.imports.filter((name) => own(name) && !allowed(name, file)).map((name) => `${file.path} → ${name}`),
    );
}
const under = (folder: string) => all.filter((file) => file.path.startsWith(`${folder}/`));

describe('writes carry the form’s token', () => {
  const sources = app.filter((file) => !isTest(file) && file.path !== 'app/components/ui/form.tsx');
  const failing = (wrong: RegExp) => sources.filter(({ text }) => wrong.test(text)).map((file) => file.path);

  test('forms that post are those of components/ui/form', () => {
    expect(failing(/import \{[^}]*\bForm\b[^}]*\} from '@remix-run\/react'/)).toEqual([]);
    expect(failing(/<form\b[^>]*\bmethod="post"/)).toEqual([]);
  });

  test('forms that scripts make carry it, too', () => {
    const pages = sources.filter((file) => /^app\/(components|routes)\//.test(file.path));
    const lacking = pages.filter(
      ({ text }) => /\bnew FormData\(\)|\bsubmit\(\{/.test(text) && !/FORM_TOKEN_FIELD|formTokenField/.test(text),
    );
    expect(lacking.map((file) => file.path)).toEqual([]);
  });

  test('no style attribute is rendered by the server: the page’s policy would drop it', () => {
    // Shown only once a script has measured something; React sets it through the CSSOM then.
    expect(failing(/\bstyle=\{/)).toEqual(['app/components/player/seek-bar.tsx']);
  });
});

describe('imports run one way', () => {
  test('platform stands on nothing of ours', () => {
    expect(refused(under('app/platform'), (name) => name.startsWith('app/platform/') || VIEWER.has(name))).toEqual([]);
  });

  test('modules import modules and platform only', () => {
    expect(refused(under('app/modules'), (name) => /^app\/(modules|platform)\//.test(name))).toEqual([]);
  });

  test('modules meet through queries, contracts and pure rules, never through each other’s commands', () => {
    const meeting = (name: string) => {
      const file = path.posix.basename(name);
      if (!file.endsWith('.server')) return true;
      return /^(get|find|read|list)-/.test(file) || MEETING_COMMANDS.has(name);
    };
    const crossing = (name: string, file: SourceFile) =>
      COMPOSERS.has(file.path) ||
      moduleOf(name) === undefined ||
      moduleOf(name) === moduleOf(file.path) ||
      meeting(name);
    expect(refused(under('app/modules'), crossing)).toEqual([]);
  });

  test('reports may read all; no module imports reports', () => {
    const files = under('app/modules').filter((file) => moduleOf(file.path) !== 'reports');
    expect(refused(files, (name) => moduleOf(name) !== 'reports')).toEqual([]);
  });

  test('components know schemas and what runs in a browser', () => {
    const allowed = (name: string) =>
      name.startsWith('app/components/') ||
      /^app\/modules\/[^/]+\/([^/]+\/)?schema$/.test(name) ||
      BROWSER_SAFE_RULES.has(name) ||
      (name.startsWith('app/platform/') && !name.endsWith('.server'));
    expect(refused(under('app/components'), allowed)).toEqual([]);
  });

  test('schemas that member pages read hold words and types; zod stays out of their first load', () => {
    const lean = ['attendance', 'campaigns', 'media', 'presence-checks', 'venues'].map(
      (name) => `app/modules/${name}/schema.ts`,
    );
    const found = all.filter((file) => lean.includes(file.path));
    expect(found).toHaveLength(lean.length);
    expect(found.filter((file) => file.imports.includes('zod')).map((file) => file.path)).toEqual([]);
  });

  test('routes and http do not know each other, and nothing in the app knows the worker, the tests or bin', () => {
    expect(refused(under('app/routes'), (name) => name.startsWith('app/') && !name.startsWith('app/http/'))).toEqual(
      [],
    );
    expect(refused(under('app/http'), (name) => /^app\/(http|modules|platform)\//.test(name))).toEqual([]);
    expect(refused(app, (name) => name.startsWith('app/'))).toEqual([]);
  });

  test('the worker imports modules and platform', () => {
    expect(refused(worker, (name) => /^(app\/(modules|platform)|worker)\//.test(name))).toEqual([]);
  });

  test('~/ is the one alias', () => {
    expect(all.filter((file) => file.imports.some((name) => /^(@\/|#)/.test(name))).map((file) => file.path)).toEqual(
      [],
    );
  });
});

/** Files that exist to run other modules' commands one after the other. */
const COMPOSERS = new Set<string>(['app/modules/campaigns/load-campaign-folder.server.ts']);

/** Types only: who asks travels in the request's context. */
const VIEWER = new Set<string>(['app/modules/accounts/viewer', 'app/modules/accounts/schema']);

/** Commands that are meant to be composed into other modules' transactions. Each line says why. */
const MEETING_COMMANDS = new Set<string>([
  // Every change writes its audit entry in its own transaction.
  'app/modules/audit/append-audit.server',
  'app/modules/audit/note-read.server',
  // Rosters and quizzes change what an outcome is made of, and recompute it in the same transaction.
  'app/modules/attendance/recompute-outcomes.server',
  // Where an asset's files lie: names, nothing else.
  'app/modules/media/media-folders.server',
  // A recording that is trimmed, replaced or removed moves what was covered of its session, in that transaction.
  'app/modules/attendance/move-coverage.server',
  // And where its members were asked whether they follow.
  'app/modules/presence-checks/move-checks.server',
  // Loading a campaign folder brings its bank and quiz along, in one transaction.
  'app/modules/quizzes/configure-quiz.server',
  'app/modules/quizzes/import-bank.server',
  // A hall's roll-call is roll-call evidence: one way to write it.
  'app/modules/attendance/record-roll-call.server',
  // A hall's screen plays the session's recording.
  'app/modules/media/issue-playback-ticket.server',
  // Approving a correction changes the member as the member page does, in the same transaction.
  'app/modules/org/update-member.server',
  // A message is written in the transaction of its cause.
  'app/modules/notices/write-mail.server',
  // A query that refuses: halls belong to a campaign that the viewer manages.
  'app/modules/campaigns/require-managed-campaign.server',
]);

/** Pure rules, apart from schema.ts, that a component runs in the browser as the server does. */
const BROWSER_SAFE_RULES = new Set<string>([
  // An emergency's role stands above member pages, which carry no rules of forms.
  'app/modules/accounts/role-names',
  // Said on the form before a file is sent, and again by the server.
  'app/modules/files/secrecy-mark',
  'app/modules/files/words',
  // A hall's screen draws the codes that it was given for the next minutes.
  'app/modules/venues/draw-code',
  // The live player places what it plays on the timeline as the server does.
  'app/modules/broadcasts/timeline',
  // Which buttons an operator has.
  'app/modules/broadcasts/broadcast-state',
  // The caption editor changes and checks cues as the server does.
  'app/modules/media/caption-draft',
]);

/** Why a file may pass 250 lines. */
const LONG_FILES: Record<string, string> = {
  'worker/renderers/pdf.ts': 'one renderer; its measures and table layout stand in files of their own',
  'app/modules/audit/schema.ts': 'tables of words: a line for each action and each field',
  'app/platform/time.ts': 'one subject, pure: moments, two clocks, deadlines and their words',
};

describe('files', () => {
  test('are at most 250 lines long, or say why', () => {
    const long = shipped.filter((file) => file.lines > 250 && !LONG_FILES[file.path]);
    expect(long.map((file) => `${file.path}: ${file.lines}`)).toEqual([]);
  });

  test('have kebab-case names that say what is inside', () => {
    const name = (file: SourceFile) =>
      path.posix.basename(file.path).replace(/(\.(server|client))?(\.e2e)?(\.(test|bench|d))?\.tsx?$/, '');
    const isRoute = (file: SourceFile) => file.path.startsWith('app/routes/');
    const bad = all.filter((file) => {
      if (isRoute(file)) return !/^[a-z0-9_$.[\]-]+$/i.test(name(file));
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name(file)) && !/^entry\.(client|server)$/.test(name(file));
    });
    const vague = all.filter((file) => /^(utils?|misc|common|helpers?|shared)$/.test(name(file)));
    expect([...bad, ...vague].map((file) => file.path)).toEqual([]);
  });

  test('are no barrels', () => {
    const barrels = shipped.filter((file) => /^export \* from/m.test(file.text) || onlyReexports(file.text));
    expect(barrels.map((file) => file.path)).toEqual([]);
  });

  test('leave nothing half-done behind', () => {
    const marks = /\b(TODO|FIXME|XXX)\b|@ts-(ignore|nocheck)|\.(only|skip)\(|\bxit\(/;
    const found = all.filter((file) => file.path !== 'tests/architecture.test.ts' && marks.test(file.text));
    expect(found.map((file) => `${file.path}: ${marks.exec(file.text)?.[0]}`)).toEqual([]);
  });
});

function onlyReexports(text: string): boolean {
  const statements = text
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean);
  return statements.length > 0 && statements.every((statement) => /^export (type )?\{[^}]*\} from/.test(statement));
}
