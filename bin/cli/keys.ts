import { appendAudit } from '~/modules/audit/append-audit.server';
import { countSealed, rewriteSealedFields } from '~/modules/privacy/rewrite-sealed-fields.server';
import { AppError } from '~/platform/errors';
import { fieldCipherOf } from '~/platform/field-cipher';
import { addFieldKey, removeFieldKey } from '~/platform/field-keys';
import type { Services } from '~/platform/services';
import type { CliContext, RegisterCommands } from './context';

/** `keys status`, `keys rotate`, `keys retire`: the keys that seal card numbers, e-mail addresses and phones. */
export const registerKeys: RegisterCommands = (program, context) => {
  const keys = program.command('keys').description('keys that seal fields of personal data');

  keys
    .command('status')
    .description('how many rows each key has sealed')
    .action(async () => {
      const services = context.services();
      const rows = await countSealed(services);
      const current = services.cipher.currentKey();
      const lines = rows.map(({ table, key, rows: n }) => `${table}\t${key ?? 'chưa mã hóa'}\t${n}`);
      context.print(
        { current, sealing: services.cipher.sealing, rows },
        [`Khóa đang dùng: ${current}`, ...lines].join('\n'),
      );
    });

  keys
    .command('rotate')
    .description('make a new key, put it first and seal everything again with it; begin again at any time to go on')
    .option('--resume', 'no new key: go on sealing with the one that stands first')
    .action(async (options: { resume?: boolean }) => {
      const services = context.services();
      if (!services.cipher.sealing)
        throw new AppError(
          'conflict',
          'SEALING_OFF',
          'FIELD_SEALING=off: hãy bật mã hóa trên mọi tiến trình trước khi đổi khóa.',
        );
      if (!options.resume) await addKey(context, services);
      // Opened anew: it seals with the key that now stands first.
      const cipher = fieldCipherOf(services.env);
      const { rewritten, conflicts } = await rewriteSealedFields(
        { pool: services.pool, cipher },
        { report: ({ table, done, total }) => context.note(`${table}: ${done}/${total}`) },
      );
      await appendAudit(services.db, {
        actor: context.actor,
        action: 'keys.rotate',
        targetType: 'FieldKey',
        targetId: cipher.currentKey(),
        data: { rewritten, conflicts: conflicts.length },
      });
      context.print(
        { key: cipher.currentKey(), rewritten, conflicts },
        `Đã mã hóa lại ${rewritten} dòng bằng khóa ${cipher.currentKey()}.${conflicts.length > 0 ? ` Trùng số thẻ, chưa mã hóa được: đảng viên ${conflicts.join(', ')}.` : ''}`,
      );
    });

  keys
    .command('retire <id>')
    .description('take a key out of the file, when nothing is sealed with it any more')
    .action(async (id: string) => {
      const services = context.services();
      const file = requireFile(services);
      const left = (await countSealed(services)).filter((row) => row.key === id || row.key === null);
      const rows = left.reduce((sum, row) => sum + row.rows, 0);
      if (id === services.cipher.currentKey() || rows > 0)
        throw new AppError(
          'conflict',
          'KEY_IN_USE',
          'Khóa {{id}} còn được dùng ({{rows}} dòng chưa mã hóa lại). Hãy chạy keys rotate --resume trước.',
          { id, rows },
        );
      removeFieldKey(file, id);
      await appendAudit(services.db, {
        actor: context.actor,
        action: 'keys.retire',
        targetType: 'FieldKey',
        targetId: id,
      });
      context.print(
        { retired: id },
        `Đã bỏ khóa ${id}. Bản sao lưu cũ hơn vẫn cần khóa này: hãy giữ nó ở nơi cất khóa.`,
      );
    });
};

async function addKey(context: CliContext, services: Services): Promise<void> {
  const id = addFieldKey(requireFile(services));
  context.note(`Khóa mới: ${id}`);
}

function requireFile({ env }: Services): string {
  if (env.FIELD_KEYS)
    throw new AppError(
      'conflict',
      'KEYS_IN_ENVIRONMENT',
      'Khóa nằm trong biến FIELD_KEYS: hãy tự thêm khóa mới vào sau khóa cũ, khởi động lại mọi tiến trình, rồi đưa khóa mới lên đầu, khởi động lại lần nữa và chạy keys rotate --resume.',
    );
  return env.FIELD_KEYS_FILE;
}
