import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { checkEncoder } from '../../worker/ingest/check-encoder';
import type { CliContext, RegisterCommands } from './context';

interface Finding {
  name: string;
  ok: boolean;
  detail: string;
}

/** `doctor`: whether this machine has what the system needs, one line each; exit code 1 when something is missing. */
export const registerDoctor: RegisterCommands = (program, context) => {
  program
    .command('doctor')
    .description('check Node, ffmpeg, Postgres, Redis, storage and fonts')
    .action(async () => {
      const findings = await Promise.all([
        examine('node', async () => ({ ok: nodeIsNewEnough(), detail: `${process.version} (needs 20.19 or newer)` })),
        examine('ffmpeg', () => examineEncoder(context)),
        examine('postgres', () => examinePostgres(context)),
        examine('redis', () => examineRedis(context)),
        examine('storage', async () => {
          await context.services().storage.check();
          return { ok: true, detail: context.services().env.STORAGE_URL };
        }),
        examine('fonts', async () => examineFonts()),
        examine('poppler', async () => {
          const { stderr } = await promisify(execFile)('pdftotext', ['-v']).catch(() => ({
            stderr: 'not installed: only the tests read PDFs',
          }));
          return { ok: true, detail: stderr.split('\n')[0] ?? '' };
        }),
      ]);
      const ok = findings.every((finding) => finding.ok);
      context.print(
        { ok, findings },
        findings
          .map(({ name, ok: fine, detail }) => `${fine ? 'ok     ' : 'MISSING'}  ${name.padEnd(9)} ${detail}`)
          .join('\n'),
      );
      if (!ok) process.exitCode = 1;
    });
};

async function examine(name: string, look: () => Promise<{ ok: boolean; detail: string }>): Promise<Finding> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, ok: false, detail: (error as Error).message.split('\n')[0] || (error as Error).name };
  }
}

function nodeIsNewEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

async function examineEncoder(context: CliContext) {
  const { version, missing } = await checkEncoder(context.services().env);
  return {
    ok: missing.length === 0,
    detail: `${version}${missing.length > 0 ? `, without ${missing.join(', ')}` : ', with what lectures need'}`,
  };
}

async function examinePostgres(context: CliContext) {
  const { rows } = await context
    .services()
    .pool.query<{ version: string; extensions: string[] | null; migrations: string }>(`
    SELECT current_setting('server_version') AS version, array_agg(extname::text) AS extensions,
           (SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL) AS migrations FROM pg_extension`);
  const row = rows[0];
  const missing = ['ltree', 'pg_trgm', 'unaccent', 'citext'].filter((name) => !row?.extensions?.includes(name));
  const recentEnough = Number.parseInt(row?.version ?? '', 10) >= 15;
  return {
    ok: missing.length === 0 && recentEnough,
    detail: `${row?.version}, ${row?.migrations} migrations${missing.length > 0 ? `, without ${missing.join(', ')}` : ''}`,
  };
}

async function examineRedis(context: CliContext) {
  const info = await context.services().redis.info();
  const read = (key: string) => info.match(new RegExp(`^${key}:(.*)$`, 'm'))?.[1]?.trim() ?? '';
  const version = read('redis_version');
  const policy = read('maxmemory_policy');
  const durable = read('aof_enabled') === '1';
  return {
    ok: Number.parseInt(version, 10) >= 7 && policy === 'noeviction',
    detail: `${version}, ${policy}, ${durable ? 'append-only file on' : 'append-only file off: beats may be lost when Redis is killed'}`,
  };
}

function examineFonts() {
  const require = createRequire(import.meta.url);
  const folders = ['@expo-google-fonts/tinos/package.json', '@fontsource/be-vietnam-pro/package.json'];
  const missing = folders.filter((name) => !existsSync(require.resolve(name)));
  return { ok: missing.length === 0, detail: 'Tinos for reports, Be Vietnam Pro for pages' };
}
