import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { createAccount } from '~/modules/accounts/create-account.server';
import { hashPassword, verifyPassword } from '~/modules/accounts/password-hash.server';
import { ROLES } from '~/modules/accounts/schema';
import { loadCampaignFolder } from '~/modules/campaigns/load-campaign-folder.server';
import { openCampaign } from '~/modules/campaigns/open-campaign.server';
import { findMemberByCard } from '~/modules/org/find-member-by-card.server';
import { loadLetterheads } from '~/modules/reports/load-letterheads.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import type { CliContext, RegisterCommands } from './context';
import { importFile } from './imports';

const demoSchema = z.strictObject({
  accounts: z.array(
    z.strictObject({
      username: z.string(),
      displayName: z.string().optional(),
      member: z.strictObject({ unit: z.string(), cardNumber: z.string() }).optional(),
      grants: z.array(z.strictObject({ role: z.enum(ROLES), unit: z.string() })),
    }),
  ),
});
type DemoAccount = z.output<typeof demoSchema>['accounts'][number];

const actor = { system: 'Dữ liệu mẫu' };

/**
 * `demo load`: the sample units, members, accounts and campaign, opened; safe to run again. No attendance is made up: every figure
 * starts at nought and grows from what people really do.
 */
export const registerDemo: RegisterCommands = (program, context) => {
  program
    .command('demo')
    .description('the sample')
    .command('load')
    .description('load the sample units, members, accounts and campaign once; running it again changes nothing')
    .action(async () => {
      const services = context.services();
      const password = services.env.DEMO_PASSWORD;
      if (!services.env.DEMO || !password) {
        throw new AppError(
          'invalid',
          'NO_DEMO',
          'Chỉ nạp dữ liệu mẫu khi DEMO=1 và có DEMO_PASSWORD. Hãy đặt hai biến này rồi chạy lại; không dùng trên hệ thống thật.',
        );
      }
      // The imports' own reports are for people who import; here one line at the end says what happened.
      const quiet: CliContext = { ...context, print: () => {} };
      await importFile('UNITS', path.resolve('content/units.csv'), { strict: true }, quiet);
      await importFile('MEMBERS', path.resolve('content/members.xlsx'), { strict: true }, quiet);
      await loadLetterheads(path.resolve('content/letterheads'), services.db);
      const { accounts } = demoSchema.parse(JSON.parse(readFileSync('content/demo.json', 'utf8')));
      for (const account of accounts) await ensureAccount(account, password, services);
      const owner = await services.db.account.findUniqueOrThrow({
        where: { username: 'tochuc' },
        select: { id: true },
      });
      const folder = path.resolve('content/campaigns/chuyen-doi-so');
      const campaign = await loadCampaignFolder({ folder, actor, ownerId: owner.id }, services);
      const opened = await openIfDraft(campaign.campaignId, services);
      context.print(
        { accounts: accounts.map(({ username }) => username), campaign, required: opened.required },
        `Đã nạp dữ liệu mẫu: ${accounts.length} tài khoản, đợt học tập ${campaign.code}, ${opened.required} đồng chí phải học.`,
      );
    });
};

async function openIfDraft(campaignId: number, { db, clock }: Services): Promise<{ required: number }> {
  const { state } = await db.campaign.findUniqueOrThrow({ where: { id: campaignId }, select: { state: true } });
  if (state === 'CLOSED')
    return { required: await db.rosterEntry.count({ where: { campaignId, reason: 'REQUIRED' } }) };
  return openCampaign({ campaignId, now: clock.now(), actor }, db);
}

/** Makes the account, or gives an existing one the sample's password again: what npm start prints must let people in. */
async function ensureAccount(account: DemoAccount, password: string, { db, cipher }: Services): Promise<void> {
  const existing = await db.account.findUnique({ where: { username: account.username } });
  if (existing) {
    if (await verifyPassword(existing.passwordHash, password)) return;
    const data = {
      passwordHash: await hashPassword(password),
      mustChangePassword: false,
      failedAttempts: 0,
      lockedUntil: null,
    };
    await db.account.update({ where: { id: existing.id }, data });
    return;
  }
  const member = account.member ? await findDemoMember(account.member, { db, cipher }) : null;
  await createAccount(
    {
      actor,
      username: account.username,
      ...(account.displayName ? { displayName: account.displayName } : {}),
      memberId: member,
      grants: account.grants.map(({ role, unit }) => ({ role, unitCode: unit })),
      password,
      mustChangePassword: false,
    },
    db,
  );
}

async function findDemoMember(
  { unit, cardNumber }: NonNullable<DemoAccount['member']>,
  services: Pick<Services, 'db' | 'cipher'>,
): Promise<number> {
  const member = await findMemberByCard(cardNumber, services);
  if (member?.unitCode === unit) return member.id;
  throw new AppError('invalid', 'DEMO_MEMBER_MISSING', 'Dữ liệu mẫu thiếu đảng viên số thẻ {{card}} ở {{unit}}.', {
    card: cardNumber,
    unit,
  });
}
