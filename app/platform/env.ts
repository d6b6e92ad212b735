import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ensureFieldKeys, parseFieldKeys } from './field-keys';
import { splitSecrets } from './key-ring';
import { readStorageUrl, type StoragePlace } from './storage-url';

const port = z.coerce.number().int().min(1).max(65_535);
const flag = z
  .enum(['0', '1', 'true', 'false', ''])
  .default('0')
  .transform((value) => value === '1' || value === 'true');

/** One secret, or several with commas between them. */
const secrets = z
  .string()
  .refine((text) => splitSecrets(text).length > 0 && splitSecrets(text).every((one) => one.length >= 32), {
    message: 'each secret needs 32 characters or more',
  });

/** May be given as `NAME_FILE`, the path of a file that holds it, as secret stores mount them. */
const IN_FILES = [
  ...[
    'SESSION_SECRET',
    'MEDIA_SECRET',
    'AUDIT_SECRET',
    'FIELD_INDEX_KEY',
    'METRICS_TOKEN',
    'DATABASE_URL',
    'REDIS_URL',
    'SMTP_URL',
    'OIDC_CLIENT_SECRET',
  ],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
];

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  RTMP_PORT: port.default(1935),
  INGEST_HEALTH_PORT: port.optional(),
  /** How much time ffmpeg takes for a live picture: the quicker, the coarser. */
  LIVE_PRESET: z.enum(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium']).default('veryfast'),
  /** When encoding falls behind by so many seconds without catching up … */
  LIVE_BEHIND_SECONDS: z.coerce.number().min(1).max(20).default(4),
  /** … this is tried, one after the other: quicker presets, and `-N`: without the N largest pictures. `none`: nothing. */
  LIVE_OVERLOAD: z
    .string()
    .regex(/^(?:none|(?:(?:ultrafast|superfast|veryfast|-[1-9])(?:,(?!$)|$))+)$/, 'is no list of presets and -N')
    .default('superfast,ultrafast,-1,-2'),
  /** Broadcasts that are encoded at the same time; by default two, or one a core. */
  LIVE_SLOTS: z.coerce.number().int().min(1).max(1000).optional(),
  /** Time to answer a presence check. Members are told two minutes; tests make it shorter. */
  PRESENCE_CHECK_SECONDS: z.coerce.number().int().min(3).max(600).default(120),
  /** `file:FOLDER`, or `s3://BUCKET?region=…&endpoint=…` with the two AWS_ variables; see storage-url.ts. */
  STORAGE_URL: z.string().default('file:'),
  AWS_ACCESS_KEY_ID: z.string().min(3).optional(),
  AWS_SECRET_ACCESS_KEY: z.string().min(3).optional(),
  /** Each may be a list, `NEW,OLD`: the first signs, all verify. */
  SESSION_SECRET: secrets.optional(),
  MEDIA_SECRET: secrets.optional(),
  /** Signs the audit log. After a change the old one stays behind a comma: `NEW,OLD`; what it signed can still be verified. */
  AUDIT_SECRET: secrets.optional(),
  /** Keys for sealing fields, `k2:HEX,k1:HEX`; or FIELD_KEYS_FILE with the same, one a line. See field-keys.ts. */
  FIELD_KEYS: z.string().optional(),
  FIELD_KEYS_FILE: z.string().optional(),
  FIELD_INDEX_KEY: z.string().min(32).optional(),
  /** `off` while processes of a release that cannot read sealed fields still run beside this one. */
  FIELD_SEALING: z.enum(['on', 'off']).default('on'),
  /** Who must have a second factor: `required` officials, `all` everybody, `optional` nobody. By default required in production without DEMO. */
  SECOND_FACTOR: z.enum(['required', 'all', 'optional']).optional(),
  /** Days after which an account that nobody used is stopped. */
  IDLE_ACCOUNT_DAYS: z.coerce.number().int().min(7).max(3650).default(45),
  /** Sign-in through a provider (OpenID Connect): its address, who we are to it, and what the button says. All or none of the first three. */
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).max(200).optional(),
  OIDC_CLIENT_SECRET: z.string().min(8).optional(),
  OIDC_NAME: z.string().min(2).max(60).optional(),
  /** Values of the provider's `amr` or `acr` after which our own second factor is not asked for, with commas between; none: it always is. */
  OIDC_MFA_AMR: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    ),
  METRICS_TOKEN: z.string().min(16).optional(),
  /** `smtp://USER:PASSWORD@HOST:PORT` or `smtps://…`; absent: messages wait in the outbox of the administrators. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Sender of all messages; by default no-reply at the host of PUBLIC_URL. */
  MAIL_FROM: z.email().optional(),
  DEMO: flag,
  DEMO_PASSWORD: z.string().min(8).optional(),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(12),
  /** Prefix of every key in Redis, so that several installations or test files may share one server. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9_-]+$/i)
    .default('dc'),
  /** Number of reverse proxies whose X-Forwarded-* headers are believed. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(5).default(0),
});

export type Env = Omit<
  z.infer<typeof schema>,
  | 'SESSION_SECRET'
  | 'MEDIA_SECRET'
  | 'AUDIT_SECRET'
  | 'FIELD_INDEX_KEY'
  | 'FIELD_KEYS_FILE'
  | 'PUBLIC_URL'
  | 'SECOND_FACTOR'
> & {
  SECOND_FACTOR: 'required' | 'all' | 'optional';
  SESSION_SECRET: string;
  MEDIA_SECRET: string;
  AUDIT_SECRET: string;
  FIELD_INDEX_KEY: string;
  /** Where the keys for sealing fields lie, unless FIELD_KEYS holds them. */
  FIELD_KEYS_FILE: string;
  PUBLIC_URL: string;
};

/** A setting that cannot be used; `message` is one line that names it. */
export class EnvError extends Error {}

/**
 * Reads the process's settings. `DATA_DIR` becomes absolute; absent secrets are made once and kept in it, except in production.
 * @throws EnvError naming the first wrong setting.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse({ ...fromFiles(source), ...given });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EnvError(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'is wrong'}`);
  }
  const env = parsed.data;
  checkStorage(env);
  checkOidc(env);
  const dataDir = path.resolve(env.DATA_DIR);
  return {
    ...env,
    DATA_DIR: dataDir,
    SECOND_FACTOR: env.SECOND_FACTOR ?? (env.NODE_ENV === 'production' && !env.DEMO ? 'required' : 'optional'),
    PUBLIC_URL: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    SESSION_SECRET: env.SESSION_SECRET ?? keptSecret('SESSION_SECRET', dataDir, env.NODE_ENV),
    MEDIA_SECRET: env.MEDIA_SECRET ?? keptSecret('MEDIA_SECRET', dataDir, env.NODE_ENV),
    AUDIT_SECRET: env.AUDIT_SECRET ?? keptSecret('AUDIT_SECRET', dataDir, env.NODE_ENV),
    FIELD_INDEX_KEY: env.FIELD_INDEX_KEY ?? keptSecret('FIELD_INDEX_KEY', dataDir, env.DEMO ? 'demo' : env.NODE_ENV),
    FIELD_KEYS_FILE: checkFieldKeys(env, dataDir),
  };
}

/** @throws EnvError when a file that is named cannot be read. */
function fromFiles(source: Record<string, string | undefined>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of IN_FILES) {
    const file = source[`${name}_FILE`];
    if (!file || source[name]) continue;
    try {
      found[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      throw new EnvError(`${name}_FILE: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`);
    }
  }
  return found;
}

function checkStorage(env: z.infer<typeof schema>): void {
  let place: StoragePlace;
  try {
    place = readStorageUrl(env.STORAGE_URL);
  } catch (error) {
    throw new EnvError(`STORAGE_URL: ${(error as Error).message}`);
  }
  if (place.kind !== 's3') return;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const)
    if (!env[name]) throw new EnvError(`${name}: is required with STORAGE_URL=s3:`);
}

function checkOidc(env: z.infer<typeof schema>): void {
  const names = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
  const missing = names.find((name) => !env[name]);
  if (missing && names.some((name) => env[name]))
    throw new EnvError(`${missing}: is required with the other OIDC_ settings`);
  if (!env.OIDC_ISSUER) return;
  const { protocol, hostname } = new URL(env.OIDC_ISSUER);
  // What is read from it in the open could be changed on the way.
  if (protocol === 'http:' && !['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
    throw new EnvError('OIDC_ISSUER: needs https');
}

function checkFieldKeys(env: z.infer<typeof schema>, dataDir: string): string {
  const file = path.resolve(env.FIELD_KEYS_FILE ?? path.join(dataDir, 'secrets', 'field_keys'));
  const given = env.FIELD_KEYS ? 'FIELD_KEYS' : 'FIELD_KEYS_FILE';
  if (!env.FIELD_KEYS && !env.FIELD_KEYS_FILE) {
    if (env.NODE_ENV === 'production' && !env.DEMO) throw new EnvError('FIELD_KEYS: is required in production');
    ensureFieldKeys(file);
  }
  try {
    parseFieldKeys(env.FIELD_KEYS ?? readFileSync(file, 'utf8'));
  } catch (error) {
    throw new EnvError(`${given}: ${(error as Error).message}`);
  }
  return file;
}

function keptSecret(name: string, dataDir: string, mode: string): string {
  if (mode === 'production' && process.env.DEMO !== '1') throw new EnvError(`${name}: is required in production`);
  const file = path.join(dataDir, 'secrets', name.toLowerCase());
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    try {
      // `wx`: when two processes start at once, the first one's secret stays.
      writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return readFileSync(file, 'utf8').trim();
}
