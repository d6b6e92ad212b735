import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { inRoot } from './root.mjs';

const migrationsFolder = inRoot('prisma/migrations');
const schemaFolder = inRoot('prisma/schema');

// The engine hands its panic message here before it aborts.
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(`Schema engine: ${message}`) };

let ready;
/** Loads the WASM engine once; its own entry point needs a bundler, so the two halves are joined here. */
async function loadEngine() {
  const require = createRequire(import.meta.url);
  const file = path.join(
    path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')),
    'schema_engine_bg.wasm',
  );
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {
    './schema_engine_bg.js': withoutLingering(engineModule),
  });
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return engineModule.SchemaEngine;
}

/** The engine's own 10 s lock timer must not keep a finished process alive. */
function withoutLingering(imports) {
  const wrapped = { ...imports };
  for (const name of Object.keys(imports).filter((key) => key.startsWith('__wbg_setTimeout'))) {
    wrapped[name] = (...args) => {
      const timer = imports[name](...args);
      timer?.unref?.();
      return timer;
    };
  }
  return wrapped;
}

/** The .prisma files as the engine wants them. */
export function readSchema() {
  const files = readdirSync(schemaFolder)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => ({
      path: path.join(schemaFolder, name),
      content: readFileSync(path.join(schemaFolder, name), 'utf8'),
    }));
  return { files };
}

/** The migration folders as the engine wants them. */
export function readMigrations() {
  const migrationDirectories = readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(path.join(migrationsFolder, name, 'migration.sql'), 'utf8') },
      },
    }));
  return {
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

export const noFilter = { externalTables: [], externalEnums: [] };

const INTERNAL_CHAR = 18;
const TEXT = 25;

/**
 * Two things that adapter-pg does not do for the schema engine: it cuts scripts at every semicolon, also inside function
 * bodies, where the server can take a script whole; and it does not know Postgres' one-byte type "char", in which the
 * catalogue tells the kinds of constraints.
 */
function forSchemaEngine(factory) {
  const connect = factory.connect.bind(factory);
  factory.connections = [];
  factory.connect = async () => {
    const connection = await connect();
    factory.connections.push(connection);
    connection.executeScript = async (script) => {
      try {
        await connection.underlyingDriver().query(script);
      } catch (error) {
        connection.onError(error);
      }
    };
    const performIO = connection.performIO.bind(connection);
    const queryRaw = connection.queryRaw.bind(connection);
    const oneByteColumns = new WeakMap();
    connection.performIO = async (query) => {
      const result = await performIO(query);
      const found = result.fields.flatMap((field, index) => (field.dataTypeID === INTERNAL_CHAR ? [index] : []));
      for (const index of found) result.fields[index].dataTypeID = TEXT;
      oneByteColumns.set(result.rows, found);
      return result;
    };
    connection.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const index of oneByteColumns.get(result.rows)) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    return connection;
  };
  return factory;
}

/** Runs `work` with a schema engine connected to `url`. */
export async function withEngine(url, work) {
  ready ??= loadEngine();
  const SchemaEngine = await ready;
  // Fields rather than a connection string: the adapter makes scratch databases by replacing the `database` field.
  const client = new pg.Client({ connectionString: url });
  const { user, password, host, port, database } = client;
  const factory = forSchemaEngine(new PrismaPg({ user, password, host, port, database, ssl: client.ssl || undefined }));
  const schema = readSchema();
  const engine = await SchemaEngine.new(
    { datamodels: schema.files.map((file) => [file.path, file.content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    // The engine never closes what it opened.
    await Promise.all(factory.connections.map((connection) => connection.underlyingDriver().end()));
  }
}
