import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generate } from 'otplib';
import { SMTPServer } from 'smtp-server';
import { beginTotp, confirmTotp } from '~/modules/accounts/enrol-totp.server';
import { verifyPassword } from '~/modules/accounts/password-hash.server';
import { makeRecoveryCodes, removeFactor } from '~/modules/accounts/remove-factor.server';
import { answerResetRequest, RESET_SUBJECT } from '~/modules/accounts/resets/answer-reset-request.server';
import { issueResetCode } from '~/modules/accounts/resets/issue-reset-code.server';
import { requestResetLink } from '~/modules/accounts/resets/request-link.server';
import { spendResetCode, spendResetLink } from '~/modules/accounts/resets/spend-reset.server';
import { SECURITY_NOTICES, SECURITY_SUBJECT } from '~/modules/accounts/security-notice';
import { tellSecurityChanges } from '~/modules/accounts/tell-security-changes.server';
import { sendMailJob } from '~/modules/notices/jobs';
import { listMails, readMail } from '~/modules/notices/list-mails.server';
import { sealIdentity } from '~/modules/org/member-identity';
import { findNoticeState } from '~/modules/privacy/find-notice-state.server';
import type { Services } from '~/platform/services';
import { answerResetRequestHandler } from '../../worker/jobs/answer-reset-request';
import { sendMail } from '../../worker/jobs/send-mail';
import { makeAccount, makeMember, makeUnit, type TestUnit, viewerOf } from '../factories/accounts';
import { createTestServices } from '../setup/services';

let services: Services;
let cell: TestUnit;
let now = Date.now();
const letters: { to: string; text: string }[] = [];
let refuseNext = 0;
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    let text = '';
    stream.on('data', (chunk) => (text += chunk));
    stream.on('end', () => {
      if (refuseNext > 0) {
        refuseNext -= 1;
        return done(Object.assign(new Error('try later'), { responseCode: 451 }));
      }
      letters.push({ to: session.envelope.rcptTo.map((one) => one.address).join(), text });
      return done();
    });
  },
});

beforeAll(async () => {
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const { port } = smtp.server.address() as AddressInfo;
  services = await createTestServices({
    env: { SMTP_URL: `smtp://127.0.0.1:${port}`, PUBLIC_URL: 'https://hoc.example.vn' },
    overrides: { clock: { now: () => new Date(now) } },
  });
  const root = await makeUnit(services, 'R', null);
  cell = await makeUnit(services, 'R.1', root);
  const other = await makeUnit(services, 'R.2', root);
  await makeAccount(services, { username: 'bi.thu', grants: [['SECRETARY', cell]] });
  await makeAccount(services, { username: 'bi.thu.cap.tren', grants: [['SECRETARY', root]] });
  await makeAccount(services, { username: 'bi.thu.khac', grants: [['SECRETARY', other]] });
  await makeAccount(services, { username: 'quan.tri', grants: [['ADMINISTRATOR', root]] });
});
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await services.close();
});

let made = 0;
async function makePerson(email: string | null = null, grants: Parameters<typeof makeAccount>[1]['grants'] = []) {
  made += 1;
  const member = await makeMember(services, cell, 'Lê Thị Cúc');
  if (email) {
    const { sealKey, emailSealed, emailIndex } = sealIdentity(
      member.id,
      { cardNumber: null, email, phone: null },
      services.cipher,
    );
    await services.db.member.update({ where: { id: member.id }, data: { sealKey, emailSealed, emailIndex } });
  }
  const account = await makeAccount(services, { username: `cuc.${made}`, memberId: member.id, grants });
  return { memberId: member.id, accountId: account.id, username: account.username };
}
const issue = async (memberId: number, by = 'bi.thu') =>
  issueResetCode({ viewer: await viewerOf(services, by), memberId }, services);
const address = '192.0.2.7';
const NEXT = 'con đường làng mùa gặt';
const passwordOf = async (id: number) => (await services.db.account.findUniqueOrThrow({ where: { id } })).passwordHash;

describe('a code on paper', () => {
  test('sets a new password once, ends every sign-in, and the person is told at the next one', async () => {
    const person = await makePerson();
    const before = await viewerOf(services, person.username);
    const { code } = await issue(person.memberId);
    expect(JSON.stringify(await services.db.passwordReset.findMany())).not.toContain(code);
    await spendResetCode(
      {
        username: ` ${person.username.toUpperCase()} `,
        code: code.toLowerCase().replace('-', ' '),
        password: NEXT,
        address,
      },
      services,
    );
    expect(await verifyPassword(await passwordOf(person.accountId), NEXT)).toBe(true);
    expect(await services.db.authSession.count({ where: { id: before.authSessionId, revokedAt: null } })).toBe(0);
    const { reset } = await findNoticeState(await viewerOf(services, person.username), services);
    expect(reset).toMatchObject({ by: 'Tài khoản bi.thu' });
    await expect(
      spendResetCode({ username: person.username, code, password: `${NEXT} hai`, address }, services),
    ).rejects.toMatchObject({ code: 'RESET_REFUSED' });
    const actions = await services.db.auditEntry.findMany({
      where: { targetType: 'Account', targetId: String(person.accountId) },
      orderBy: { id: 'asc' },
    });
    expect(actions.map((one) => one.action)).toEqual(['account.issue-code', 'account.use-reset']);
    expect(JSON.stringify(actions.map((one) => one.data))).not.toContain(code);
  });

  test('is only for members of the secretary’s very own cell who hold no role', async () => {
    const person = await makePerson();
    for (const by of ['bi.thu.cap.tren', 'bi.thu.khac', 'quan.tri'])
      await expect(issue(person.memberId, by)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const official = await makePerson(null, [['COMMITTEE', cell]]);
    await expect(issue(official.memberId)).rejects.toMatchObject({ code: 'NOT_BY_CODE' });
    const nobody = await makeMember(services, cell, 'Lê Văn Không');
    await expect(issue(nobody.id)).rejects.toMatchObject({ code: 'NO_ACCOUNT' });
  });

  test('a new one ends the one before; after 72 hours it is worth nothing', async () => {
    const person = await makePerson();
    const first = await issue(person.memberId);
    const second = await issue(person.memberId);
    const spend = (code: string) =>
      spendResetCode({ username: person.username, code, password: NEXT, address }, services);
    await expect(spend(first.code)).rejects.toMatchObject({ code: 'RESET_REFUSED' });
    now += 73 * 3_600_000;
    const late = spend(second.code);
    await expect(late).rejects.toMatchObject({ code: 'RESET_REFUSED' });
    now -= 73 * 3_600_000;
  });

  test('five wrong tries, also all at once, end it; a wrong name and a wrong code are answered alike', async () => {
    const person = await makePerson();
    const { code } = await issue(person.memberId);
    const spend = (username: string, typed: string) =>
      spendResetCode({ username, code: typed, password: NEXT, address }, services).catch((error) => error);
    const failures = await Promise.all(Array.from({ length: 8 }, () => spend(person.username, 'AAAAA-22222')));
    const ofNobody = await spend('khong.co.ai', code);
    for (const one of [...failures, await spend(person.username, code)])
      expect({ code: one.code, message: one.message, status: one.status }).toEqual({
        code: ofNobody.code,
        message: ofNobody.message,
        status: ofNobody.status,
      });
    const { tries } = await services.db.passwordReset.findFirstOrThrow({ where: { accountId: person.accountId } });
    expect(tries).toBe(5);
  });

  test('two at the same moment: one password is set', async () => {
    const person = await makePerson();
    const { code } = await issue(person.memberId);
    const both = await Promise.allSettled(
      ['mưa phùn trên phố cổ', 'nắng vàng trên đồng lúa'].map((password) =>
        spendResetCode({ username: person.username, code, password, address }, services),
      ),
    );
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a link by e-mail', () => {
  const ask = async (identifier: string) => {
    const before = await services.db.resetRequest.findMany({ select: { id: true } });
    await requestResetLink({ identifier, address }, services);
    const made = await services.db.resetRequest.findMany({ where: { id: { notIn: before.map((one) => one.id) } } });
    return made.map((one) => one.id);
  };
  const run = { services, signal: new AbortController().signal };
  const work = async (requestIds: string[]) => {
    for (const requestId of requestIds) await answerResetRequestHandler.run({ requestId }, { ...run, services });
    const queue = services.queues.get('mail');
    const jobs = (await queue.getJobs(['waiting', 'delayed', 'prioritized'])).filter(
      (job) => job?.name === sendMailJob.name,
    );
    for (const job of jobs) {
      await sendMail.run(job.data, { ...run, services });
      await job.remove();
    }
  };

  test('reaches the person through a real mail server, says nothing in its subject, and works once', async () => {
    const person = await makePerson('cuc.le@coquan.vn');
    const ids = await ask('Cuc.Le@CoQuan.vn');
    expect(JSON.stringify(await services.db.resetRequest.findMany())).not.toContain('coquan');
    await work(ids);
    const letter = letters.at(-1);
    expect(letter?.to).toBe('cuc.le@coquan.vn');
    const raw = letter?.text ?? '';
    expect(raw).toContain('Subject: =?UTF-8?');
    expect(RESET_SUBJECT).not.toMatch(/mật khẩu|đảng|tài khoản|Điểm Cầu/i);
    expect(raw).not.toMatch(/Cúc|cuc\.\d/);
    const body = raw.replace(/=\r\n/g, '').replace(/=3D/g, '=');
    const token =
      /dat-lai-mat-khau\?ma=([\w-]{43})/.exec(body)?.[1] ??
      Buffer.from(raw.split('\r\n\r\n')[1] ?? '', 'base64')
        .toString()
        .match(/ma=([\w-]{43})/)?.[1];
    expect(token).toBeDefined();
    expect(JSON.stringify(await services.db.passwordReset.findMany())).not.toContain(token);
    await spendResetLink({ token: token ?? '', password: NEXT, address }, services);
    expect(await verifyPassword(await passwordOf(person.accountId), NEXT)).toBe(true);
    await expect(spendResetLink({ token: token ?? '', password: NEXT, address }, services)).rejects.toMatchObject({
      code: 'LINK_REFUSED',
    });
    const mail = await services.db.outgoingMail.findFirstOrThrow({ where: { accountId: person.accountId } });
    expect(mail).toMatchObject({ state: 'SENT', body: null });
  });

  test('nobody, no address, an administrator: the same row and the same job, and no letter', async () => {
    const plain = await makePerson();
    await makePerson('quan.tri@coquan.vn', [['ADMINISTRATOR', cell]]);
    const before = letters.length;
    for (const identifier of ['khong.co.ai', 'khong@co.vn', plain.username, 'quan.tri@coquan.vn']) {
      const ids = await ask(identifier);
      expect(ids).toHaveLength(1);
      await work(ids);
    }
    expect(letters).toHaveLength(before);
    expect(await services.db.resetRequest.count()).toBe(0);
  });

  test('the same name over and over is said yes to, and followed three times', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.push(...(await ask('lap.lai')));
    expect(made).toHaveLength(3);
    await work(made);
  });

  test('a mail server that refuses is tried again; after the last try the letter is given up', async () => {
    const person = await makePerson('cham@coquan.vn');
    const [requestId = ''] = await ask(person.username);
    const [mailId = ''] = await answerResetRequest(requestId, services);
    refuseNext = 1;
    await expect(sendMail.run({ mailId }, { ...run, services })).rejects.toMatchObject({ code: 'MAIL_NOT_SENT' });
    expect(await services.db.outgoingMail.findUnique({ where: { id: mailId } })).toMatchObject({
      state: 'QUEUED',
      tries: 1,
    });
    await sendMail.run({ mailId }, { ...run, services });
    expect(await services.db.outgoingMail.findUnique({ where: { id: mailId } })).toMatchObject({ state: 'SENT' });
    await sendMail.run({ mailId }, { ...run, services });
    expect(letters.filter((one) => one.to === 'cham@coquan.vn')).toHaveLength(1);
  });

  test('without a mail server it waits in the administrators’ outbox; reading it is logged', async () => {
    const person = await makePerson('giu.lai@coquan.vn');
    const [requestId = ''] = await ask(person.username);
    const held = { ...services, env: { ...services.env, SMTP_URL: undefined } };
    const [mailId = ''] = await answerResetRequest(requestId, held);
    const viewer = await viewerOf(services, 'quan.tri');
    const listed = (await listMails({ viewer }, services)).find((mail) => mail.id === mailId);
    expect(listed).toMatchObject({ state: 'HELD', username: person.username });
    expect(JSON.stringify(listed)).not.toContain('giu.lai@');
    expect(await readMail({ viewer, mailId }, services)).toMatchObject({
      address: 'giu.lai@coquan.vn',
      body: expect.stringContaining('/dat-lai-mat-khau?ma='),
    });
    expect(
      await services.db.auditEntry.count({ where: { action: 'mail.read', targetId: String(person.accountId) } }),
    ).toBe(1);
    await expect(readMail({ viewer: await viewerOf(services, 'bi.thu'), mailId }, services)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a change of how somebody signs in', () => {
  const codeNow = (secret: string) => generate({ secret, epoch: Math.floor(now / 1000) });
  const enrol = async (username: string) => {
    const viewer = await viewerOf(services, username);
    const { secret } = await beginTotp(viewer, services);
    const { codes } = await confirmTotp({ viewer, code: await codeNow(secret), requestId: 'r', address }, services);
    return { viewer, secret, codes: codes ?? [] };
  };

  test('is told to who has an e-mail address, without secrets and once, by two workers at the same time', async () => {
    const person = await makePerson('to.lua@coquan.vn');
    const silent = await makePerson();
    const { viewer, secret, codes } = await enrol(person.username);
    await enrol(silent.username);
    const requestId = 'r';
    const at = new Date(now);
    const renewed = await makeRecoveryCodes({ viewer, now: at, requestId }, services.db);
    await removeFactor({ viewer, factor: 'totp', mode: 'optional', now: at, requestId }, services.db);
    const [first, second] = await Promise.all([tellSecurityChanges(services), tellSecurityChanges(services)]);
    const mails = [...first, ...second];
    expect(mails).toHaveLength(3);
    expect(await services.db.securityNotice.count()).toBe(0);
    const from = letters.length;
    for (const mailId of mails) await sendMail.run({ mailId }, { services, signal: new AbortController().signal });
    const told = letters.slice(from);
    expect(told.map(({ to }) => to)).toEqual(Array(3).fill('to.lua@coquan.vn'));
    const text = told.map(({ text }) => textOf(text)).join();
    for (const kind of ['TOTP_ADDED', 'CODES_RENEWED', 'TOTP_REMOVED'] as const)
      expect(text).toContain(SECURITY_NOTICES[kind]);
    for (const secretWord of [secret, ...codes, ...renewed, person.username, 'http'])
      expect(text).not.toContain(secretWord);
    expect(SECURITY_SUBJECT).not.toMatch(/mật khẩu|đảng|tài khoản|Điểm Cầu/i);
    expect(await services.db.outgoingMail.count({ where: { accountId: silent.accountId } })).toBe(0);
  });
});

/** The words of a message, however its body is encoded on the way. */
function textOf(raw: string): string {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8');
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
