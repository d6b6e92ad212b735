import pg from 'pg';

/** Processes that get a login of their own, each in the role of migration 0020 that owns nothing. */
const LOGINS = { WEB: 'diemcau_web', WORKER: 'diemcau_worker', INGEST: 'diemcau_worker' };

/**
 * Makes the logins `NAME_login` in the cluster of `url` (a superuser's, of an embedded or test Postgres) with this password, and says with
 * which address each process connects: the owner's address stays with what migrates.
 * @returns {Promise<Record<string, string>>} WEB_DATABASE_URL, WORKER_DATABASE_URL, INGEST_DATABASE_URL
 */
export async function makeLogins(url, password) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const role of new Set(Object.values(LOGINS))) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [`${role}_login`]);
      const verb = rowCount ? 'ALTER' : 'CREATE';
      await client.query(
        `${verb} ROLE ${role}_login LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(password)}`,
      );
      await client.query(`GRANT ${role} TO ${role}_login`);
    }
  } finally {
    await client.end();
  }
  return loginUrls(url, password);
}

/** The same addresses, for logins that are there. */
export function loginUrls(url, password) {
  return Object.fromEntries(
    Object.entries(LOGINS).map(([name, role]) => {
      const own = new URL(url);
      own.username = `${role}_login`;
      own.password = password;
      return [`${name}_DATABASE_URL`, own.toString()];
    }),
  );
}

/** The settings of one process: its own database address in place of the owner's, and nobody else's. */
export function envOfProcess(name, env) {
  const own = { ...env };
  for (const process of Object.keys(LOGINS)) delete own[`${process}_DATABASE_URL`];
  const url = env[`${name.toUpperCase()}_DATABASE_URL`];
  return url ? { ...own, DATABASE_URL: url } : own;
}
