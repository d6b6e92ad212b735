import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { Failure } from './failure.mjs';
import { inRoot } from './root.mjs';
import { noFilter, readMigrations, readSchema, withEngine } from './schema-engine.mjs';
import { compareUnsupportedColumns } from './unsupported-columns.mjs';

/** Applies what is missing, in order, and records it in _prisma_migrations. @returns {Promise<string[]>} names applied */
export async function applyMigrations(url) {
  try {
    return await withEngine(url, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: readMigrations(),
        filters: noFilter,
      });
      return appliedMigrationNames;
    });
  } catch (error) {
    const message = String(error.message ?? error);
    const unreachable = message.match(/Can't reach database server at `([^`]+)`/)?.[1];
    throw new Failure(
      unreachable ? `DATABASE_URL: no database server answers at ${unreachable}.` : `Migration failed: ${message}`,
    );
  }
}

/** @returns {Promise<{ pending: string[], edited: string[], failed: string[], unknown: string[] }>} all empty: up to date */
export function migrationStatus(url) {
  return withEngine(url, async (engine) => {
    const found = await engine.diagnoseMigrationHistory({
      migrationsList: readMigrations(),
      optInToShadowDatabase: false,
      filters: noFilter,
    });
    return {
      pending: found.history?.unappliedMigrationNames ?? [],
      unknown: found.history?.unpersistedMigrationNames ?? [],
      edited: found.editedMigrationNames,
      failed: found.failedMigrationNames,
    };
  });
}

/** SQL that turns what the migrations make into what prisma/schema says; '' when they agree. Needs CREATEDB on `url`. */
export function diffMigrations(url) {
  return withScratchDatabase(url, async (scratch) => {
    await applyMigrations(scratch);
    await dropUnmanagedIndexes(scratch);
    const schema = readSchema();
    const byHand = await compareUnsupportedColumns(scratch, schema);
    return withEngine(scratch, async (engine) => {
      const { stdout } = await engine.diff({
        from: { tag: 'schemaDatasource', ...schema, configDir: inRoot('prisma') },
        to: { tag: 'schemaDatamodel', ...schema },
        script: true,
        exitCode: true,
        filters: { externalTables: ['public._prisma_migrations'], externalEnums: [] },
      });
      const script = (stdout ?? '').replace(/^-- This is an empty migration\.\s*$/m, '').trim();
      return [script, ...byHand].filter(Boolean).join('\n');
    });
  });
}

/** The hand-written indexes that the engine would want to drop; a name in the list without an index is an error. */
async function dropUnmanagedIndexes(url) {
  const names = readFileSync(inRoot('prisma/unmanaged-indexes.txt'), 'utf8').split('\n').filter(Boolean);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const name of names) {
      await client.query(`DROP INDEX ${client.escapeIdentifier(name)}`).catch(() => {
        throw new Failure(`prisma/unmanaged-indexes.txt names ${name}, which no migration creates.`);
      });
    }
  } finally {
    await client.end();
  }
}

/** An empty database beside the one in `url`, removed afterwards. */
async function withScratchDatabase(url, work) {
  const name = `diemcau_check_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  try {
    const scratch = new URL(url);
    scratch.pathname = `/${name}`;
    return await work(scratch.toString());
  } finally {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
  }
}
