import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { verifyAudit } from '~/modules/audit/verify-audit.server';
import { makeBaseBackup, prepareRestore, shipJournal } from '~/modules/backup/base-backup.server';
import type { BackupKey } from '~/modules/backup/container.server';
import { readFrames } from '~/modules/backup/frames';
import { loadDatabase } from '~/modules/backup/load-database.server';
import { type MediaMode, restoreMedia } from '~/modules/backup/media-manifest.server';
import {
  DATABASE_FILE,
  MEDIA_FILE,
  newestBackup,
  openFile,
  readIndex,
  runBackup,
  SECRETS_FILE,
  verifyBackup,
  writeFailed,
} from '~/modules/backup/run-backup.server';
import { type KeptSecrets, storeSecrets } from '~/modules/backup/secrets.server';
import { AppError } from '~/platform/errors';
import { formatBytes, formatNumber } from '~/platform/format';
import { connectStorage, type Storage } from '~/platform/storage';
import { canReach, serviceUser } from '../lib/service-user.mjs';
import type { CliContext, RegisterCommands } from './context';

interface KeyOptions {
  keyFile?: string;
  secretsKeyFile?: string;
}

const MODES: readonly MediaMode[] = ['list', 'hash', 'copy'];

/** `backup`, `backup verify` and `restore`: encrypted copies of the database with a list of the media; see docs/backup.md. */
export const registerBackup: RegisterCommands = (program, context) => {
  const backup = withKeys(program.command('backup'))
    .description(
      'write an encrypted backup of the database, a list of the media and, under a key of its own, the secrets',
    )
    .option('--to <place>', 'folder, or s3://BUCKET/PREFIX?endpoint=…')
    .option('--media <mode>', 'list (names and sizes), hash (also contents), copy (the files themselves)', 'hash')
    .action(async (options: KeyOptions & { to?: string; media: string }) => {
      const media = MODES.find((mode) => mode === options.media);
      if (!media) throw new AppError('invalid', 'BAD_MODE', '--media chỉ nhận list, hash hoặc copy.');
      const services = context.services();
      const started = performance.now();
      const place = openPlace(required(options.to, '--to'), context);
      const made = await runBackup(services, { place, media, ...readKeys(options, context) });
      const seconds = since(started);
      context.print(
        { ...made, database: { rows: made.database.rows, tables: Object.keys(made.database.tables).length }, seconds },
        [
          `Đã sao lưu vào ${made.name} trong ${formatNumber(seconds, 1)} giây: ${formatNumber(made.database.rows)} dòng của ${Object.keys(made.database.tables).length} bảng, danh sách ${formatNumber(made.media.files)} tệp (chép ${formatNumber(made.media.copied)}), ${formatBytes(made.byteSize)}.`,
          made.secrets
            ? 'Các khóa bí mật nằm trong tệp riêng secrets.dcb, mở bằng khóa riêng.'
            : 'CHƯA gồm các khóa bí mật: thiếu --secrets-key-file. Không có chúng thì không đọc được dữ liệu đã mã hóa; hãy cất riêng.',
        ].join('\n'),
      );
    });
  withKeys(backup.command('verify'))
    .description('read a backup from beginning to end without writing anything')
    .option('--from <place>', 'folder, or s3://…')
    .option('--name <name>', 'which one; the newest without')
    .action(async (_given: object, command: Command) => {
      // `backup` has the key options too, and takes them first.
      const options = command.optsWithGlobals<KeyOptions & { from?: string; name?: string }>();
      const started = performance.now();
      const place = openPlace(required(options.from, '--from'), context);
      const name = options.name ?? (await newestBackup(place));
      const found = await verifyBackup(place, { name, ...readKeys(options, context) });
      context.print(
        { name, ...found, seconds: since(started) },
        `Bản sao lưu ${name} nguyên vẹn: ${formatNumber(found.rows)} dòng của ${found.tables} bảng, danh sách ${formatNumber(found.files)} tệp.`,
      );
    });
  withKeys(backup.command('base'))
    .description(
      'copy the running cluster of npm start, the beginning of a restore to a point in time (needs WAL_ARCHIVE=1)',
    )
    .option('--to <place>', 'folder, or s3://…')
    .action((_given: object, command: Command) => base(command.optsWithGlobals(), context));
  withKeys(backup.command('wal'))
    .description('encrypt the pieces of the journal that are finished and take them to the place; run it every minute')
    .option('--to <place>', 'folder, or s3://…')
    .action(async (_given: object, command: Command) => {
      const options = command.optsWithGlobals<KeyOptions & { to?: string }>();
      const place = openPlace(required(options.to, '--to'), context);
      const { passphrase } = readKeys(options, context);
      const pieces = await shipJournal(context.services().pool, { place, passphrase });
      context.print({ pieces }, `Đã cất ${pieces} đoạn nhật ký giao dịch.`);
    });
  withKeys(program.command('restore'))
    .description('fill an empty database from a backup, compare it with the backup and verify the audit log')
    .option('--from <place>', 'folder, or s3://…')
    .option('--name <name>', 'which one; the newest without')
    .option('--into <place>', 'an empty DATA_DIR, or a postgresql:// address; by default the installation of DATA_DIR')
    .option(
      '--at <moment>',
      'to a point in time, e.g. 2026-11-23T09:30:00+07:00, or latest: from a copy of the cluster and its journal',
    )
    .action((options: RestoreOptions) =>
      options.at ? restoreTo(options.at, options, context) : restore(options, context),
    );
};

type RestoreOptions = KeyOptions & { from?: string; name?: string; at?: string };

async function base(options: KeyOptions & { to?: string }, context: CliContext): Promise<void> {
  const { pool, env, clock } = context.services();
  const started = performance.now();
  const place = openPlace(required(options.to, '--to'), context);
  const { passphrase } = readKeys(options, context);
  const made = await makeBaseBackup(pool, { place, passphrase, dataDir: env.DATA_DIR, now: clock.now() });
  const pieces = await shipJournal(pool, { place, passphrase });
  const seconds = since(started);
  context.print(
    { ...made, pieces, seconds },
    `Đã sao chép cụm dữ liệu vào ${made.name} (${formatBytes(made.byteSize)}) và ${pieces} đoạn nhật ký trong ${formatNumber(seconds, 1)} giây.`,
  );
}

async function restoreTo(moment: string, options: RestoreOptions, context: CliContext): Promise<void> {
  const latest = moment === 'latest';
  const at = latest ? new Date() : new Date(moment);
  if (!latest && (Number.isNaN(at.getTime()) || !/(Z|[+-]\d\d:?\d\d)$/.test(moment)))
    throw new AppError(
      'invalid',
      'BAD_MOMENT',
      'Thời điểm {{moment}} không đúng. Hãy ghi cả múi giờ, ví dụ 2026-11-23T09:30:00+07:00.',
      { moment },
    );
  const place = openPlace(required(options.from, '--from'), context);
  const { passphrase } = readKeys(options, context);
  const { DATA_DIR: dataDir } = context.services().env;
  const user = serviceUser();
  if (!canReach(user, dataDir))
    throw new AppError(
      'conflict',
      'UNREACHABLE',
      'Người dùng chạy Postgres không vào được {{folder}}. Hãy chọn thư mục khác, ví dụ dưới /var/lib.',
      { folder: dataDir },
    );
  const { base: from, journal } = await prepareRestore({ place, passphrase, dataDir, at, latest, user });
  context.print(
    { base: from, journal, dataDir },
    `Đã đặt bản sao ${from} và ${journal} đoạn nhật ký vào ${dataDir}. Hãy khởi động: DATA_DIR=${dataDir} npm start; Postgres sẽ dựng lại đến ${latest ? 'giao dịch cuối cùng đã cất' : at.toISOString()}. Các khóa bí mật phục hồi riêng.`,
  );
}

async function restore(options: KeyOptions & { from?: string; name?: string }, context: CliContext): Promise<void> {
  const place = openPlace(required(options.from, '--from'), context);
  const { passphrase, secretsPassphrase } = readKeys(options, context);
  const name = options.name ?? (await newestBackup(place));
  const index = await readIndex(place, name);
  const services = context.services();
  const started = performance.now();
  const keys = new Map<string, BackupKey>();
  // Before anything is written: a wrong key for the secrets would be found when the data are already in.
  let kept: KeptSecrets | null = null;
  if (secretsPassphrase !== null && index.files[SECRETS_FILE]) {
    const plain = openFile(place, name, SECRETS_FILE, secretsPassphrase, keys);
    kept = JSON.parse((await buffer(Readable.from(plain, { objectMode: false }))).toString()) as KeptSecrets;
  }
  const database = await loadDatabase(services.pool, openFile(place, name, DATABASE_FILE, passphrase, keys));
  const loaded = since(started);
  const media = await restoreMedia(
    readFrames(openFile(place, name, MEDIA_FILE, passphrase, keys)),
    services.storage,
  ).catch(writeFailed);
  const secrets = kept ? storeSecrets(kept, services.env.DATA_DIR) : [];
  const auditSecret = kept?.audit_secret ?? services.env.AUDIT_SECRET;
  const audit = await verifyAudit({ ...services, env: { ...services.env, AUDIT_SECRET: auditSecret } });
  const seconds = since(started);
  const tables = Object.keys(database.tables).length;
  const result = {
    ...{
      name,
      rows: database.rows,
      tables,
      media: { ...media, missing: media.missing.length },
      secrets: secrets.length,
    },
    audit: { entries: audit.entries, problems: audit.problemCount, waiting: audit.waiting, lastHash: audit.lastHash },
    ...{ databaseSeconds: loaded, seconds },
  };
  context.print(
    result,
    [
      `Đã phục hồi ${name}: ${formatNumber(database.rows)} dòng của ${tables} bảng, số dòng và mã băm của từng bảng khớp với bản sao lưu.`,
      `Tệp: đặt lại ${formatNumber(media.restored)}, còn thiếu trong kho ${formatNumber(media.missing.length)} trên ${formatNumber(media.files)}.`,
      kept
        ? `Khóa bí mật: đã đặt ${secrets.length} tệp vào thư mục secrets.`
        : 'Khóa bí mật: không phục hồi (cần --secrets-key-file).',
      audit.problemCount === 0
        ? `Chuỗi nhật ký nguyên vẹn: ${formatNumber(audit.entries)} dòng.`
        : `CHUỖI NHẬT KÝ KHÔNG KHỚP: ${formatNumber(audit.problemCount)} chỗ. Nếu chưa phục hồi khóa bí mật, hãy chạy lại audit verify với đúng AUDIT_SECRET.`,
      `Thời gian diễn tập: ${formatNumber(seconds, 1)} giây (cơ sở dữ liệu ${formatNumber(loaded, 1)} giây).`,
    ].join('\n'),
  );
  if (audit.problemCount > 0) process.exitCode = 1;
}

const withKeys = (command: Command) =>
  command
    .option('--key-file <file>', 'file with the passphrase; by default BACKUP_PASSPHRASE')
    .option(
      '--secrets-key-file <file>',
      'file with the passphrase of the secrets; by default BACKUP_SECRETS_PASSPHRASE',
    );

const since = (started: number) => Number(((performance.now() - started) / 1000).toFixed(2));

function required(value: string | undefined, option: string): string {
  if (value) return value;
  throw new AppError('invalid', 'MISSING_OPTION', 'Thiếu lựa chọn {{option}}. Thêm --help để xem cách dùng.', {
    option,
  });
}

/** @throws AppError invalid: no key */
function readKeys(options: KeyOptions, context: CliContext): { passphrase: string; secretsPassphrase: string | null } {
  const read = (file: string | undefined, given: string | undefined) =>
    file ? readFileSync(context.file(file), 'utf8').trim() : (given?.trim() ?? '');
  const passphrase = read(options.keyFile, process.env.BACKUP_PASSPHRASE);
  if (!passphrase)
    throw new AppError('invalid', 'NO_KEY', 'Thiếu khóa sao lưu: thêm --key-file TỆP, hoặc đặt BACKUP_PASSPHRASE.');
  return { passphrase, secretsPassphrase: read(options.secretsKeyFile, process.env.BACKUP_SECRETS_PASSPHRASE) || null };
}

/** Backups lie in a folder or a bucket, through the same code as the media. */
function openPlace(given: string, context: CliContext): Storage {
  const folder = path.resolve(process.env.DIEMCAU_CWD ?? process.cwd(), given);
  const STORAGE_URL = given.startsWith('s3:') ? given : `file:${folder}`;
  try {
    return connectStorage({ ...context.services().env, STORAGE_URL });
  } catch (error) {
    throw new AppError('invalid', 'BAD_PLACE', 'Không hiểu nơi lưu {{place}}: {{reason}}.', {
      ...{ place: given, reason: (error as Error).message },
    });
  }
}
