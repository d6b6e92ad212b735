import { createAccount } from '~/modules/accounts/create-account.server';
import { enableAccount } from '~/modules/accounts/enable-account.server';
import { resetPassword } from '~/modules/accounts/reset-password.server';
import { resetSecondFactor } from '~/modules/accounts/reset-second-factor.server';
import { foldUsername, GRANTABLE_ROLES, type Role, usernameSchema } from '~/modules/accounts/schema';
import { signOutAccounts } from '~/modules/accounts/sign-out-accounts.server';
import { findMemberByCard } from '~/modules/org/find-member-by-card.server';
import { AppError } from '~/platform/errors';
import type { RegisterCommands } from './context';

const collect = (value: string, before: string[]) => [...before, value];

/** `user create` and `user reset`: the way in when nobody can sign in yet, or no administrator can any more. */
export const registerUser: RegisterCommands = (program, context) => {
  const user = program.command('user').description('accounts');

  user
    .command('create <username>')
    .description('make an account; prints a one-time password')
    .option('--name <name>', 'the name shown; taken from the member when --member is given')
    .option('--member <card>', 'card number of the member the account belongs to')
    .option(
      '--grant <role@unit>',
      `a role on a unit, e.g. ADMINISTRATOR@K (${GRANTABLE_ROLES.join(', ')}); may be repeated`,
      collect,
      [],
    )
    .action(async (username: string, options: { name?: string; member?: string; grant: string[] }) => {
      const parsed = usernameSchema.safeParse(username);
      if (!parsed.success) throw new AppError('invalid', 'USERNAME', parsed.error.issues[0]?.message ?? '');
      const { db, cipher } = context.services();
      const member = options.member ? await findMemberByCard(options.member, { db, cipher }) : null;
      if (options.member && !member)
        throw new AppError('not-found', 'NO_SUCH_MEMBER', 'Không có đảng viên nào mang số thẻ {{card}}.', {
          card: options.member,
        });
      const { password } = await createAccount(
        {
          actor: context.actor,
          username: parsed.data,
          displayName: options.name,
          memberId: member?.id,
          grants: options.grant.map(parseGrant),
        },
        db,
      );
      context.print({ username: parsed.data, password }, `${parsed.data}\t${password}`);
    });

  user
    .command('enable <username>')
    .description('take a stopped account into use again, e.g. the last administrator’s')
    .action(async (given: string) => {
      const username = foldUsername(given);
      await enableAccount(
        { actor: context.actor, username, now: context.services().clock.now() },
        context.services().db,
      );
      context.print({ username }, username);
    });

  user
    .command('reset-factors <username>')
    .description('take the second factors of an account away, e.g. the last administrator’s who lost the phone')
    .action(async (given: string) => {
      const { db, clock } = context.services();
      const username = foldUsername(given);
      await resetSecondFactor({ actor: context.actor, username, now: clock.now() }, db);
      context.print({ username }, username);
    });

  user
    .command('sign-out [username]')
    .description('end the sign-ins of an account, or with --everybody of all; they may sign in again')
    .option('--everybody', 'all accounts')
    .action(async (given: string | undefined, { everybody = false }: { everybody?: boolean }) => {
      if ((given === undefined) !== everybody)
        throw new AppError('invalid', 'WHO', 'Đồng chí hãy ghi một tên đăng nhập, hoặc --everybody cho mọi tài khoản.');
      const { db, clock } = context.services();
      const username = given === undefined ? null : foldUsername(given);
      const { closed } = await signOutAccounts({ actor: context.actor, username, now: clock.now() }, db);
      context.print({ username, closed }, String(closed));
    });

  user
    .command('reset <username>')
    .description('give an account a new one-time password and sign it out everywhere')
    .action(async (given: string) => {
      const { db, clock } = context.services();
      const username = foldUsername(given);
      if (!(await db.account.findUnique({ where: { username }, select: { id: true } })))
        throw new AppError('not-found', 'NO_ACCOUNT', 'Không có tài khoản {{username}}.', { username });
      const { password } = await resetPassword({ actor: context.actor, username, now: clock.now() }, db);
      context.print({ username, password }, `${username}\t${password}`);
    });
};

function parseGrant(text: string): { role: Role; unitCode: string } {
  const [name = '', unitCode = ''] = text.split('@');
  const role = GRANTABLE_ROLES.find((one) => one === name.toUpperCase());
  if (!role || !unitCode)
    throw new AppError(
      'invalid',
      'GRANT',
      'Vai trò viết theo mẫu VAI_TRÒ@MÃ_ĐƠN_VỊ, ví dụ SECRETARY@K.B.2; không hiểu “{{text}}”.',
      { text },
    );
  return { role, unitCode };
}
