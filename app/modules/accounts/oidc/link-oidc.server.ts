import { appendAudit } from '~/modules/audit/append-audit.server';
import { maskIdentity } from '~/modules/org/member-identity';
import { Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { asPart } from '~/platform/row-scope';
import type { Services } from '~/platform/services';
import { findManagedAccount } from '../find-account.server';
import { lockAccount } from '../lock-account.server';
import { noteSecurityChange } from '../note-security-change.server';
import type { Viewer } from '../viewer';
import { oidcSettings } from './settings';

interface Args {
  viewer: Viewer;
  username: string;
  requestId: string;
}

type Work = Pick<Services, 'db' | 'env' | 'clock'>;

/**
 * From now on the provider's person `subject` signs in to this account. Not for one's own account: another administrator has to. The
 * person is told. @throws AppError not-found, ACCOUNT_OUT_OF_REACH, OWN_OIDC, OIDC_OFF, OIDC_TAKEN
 */
export async function linkOidc({ viewer, username, subject, requestId }: Args & { subject: string }, services: Work) {
  const { db, env, clock } = services;
  const issuer = oidcSettings(env)?.issuer;
  const now = clock.now();
  const linked = db.$transaction(async (tx) => {
    const { id: accountId } = await findManagedAccount({ viewer, username }, tx);
    if (accountId === viewer.accountId) throw ownLink();
    if (!issuer) throw oidcOff();
    const linkedByName = viewer.displayName;
    // No `returning`, and a taken identity is answered by the unique index, also when two do it at once.
    await tx.oidcLink.createMany({ data: [{ accountId, issuer, subject, linkedByName, createdAt: now }] });
    await noteSecurityChange({ accountId, kind: 'OIDC_LINKED', now }, tx);
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'account.link-oidc', targetType: 'Account', targetId: accountId, requestId },
      data: { username, issuer, subject: String(maskIdentity('subject', subject)) },
    });
  });
  await linked.catch((error: unknown) => {
    throw isTaken(error) ? taken() : error;
  });
}

/**
 * Removes a link. Every sign-in made through it ends, also one that is half-way. @throws AppError not-found, ACCOUNT_OUT_OF_REACH
 */
export async function unlinkOidc({ viewer, username, linkId, requestId }: Args & { linkId: number }, services: Work) {
  const { db, clock } = services;
  const now = clock.now();
  await db.$transaction(async (tx) => {
    const { id: accountId } = await findManagedAccount({ viewer, username }, tx);
    // Waits for sign-ins that are being made: they are there to be ended, then.
    await lockAccount(accountId, tx);
    const [link] = await tx.$queryRaw<{ issuer: string }[]>`
      select issuer from oidc_link where id = ${linkId}::int and account_id = ${accountId}::int for update`;
    if (!link) throw notFound();
    // Browsers are sign-in's business: all of them, whatever the account's place in the tree.
    const { count } = await asPart('sign-in', () =>
      tx.authSession.updateMany({ where: { oidcLinkId: linkId, revokedAt: null }, data: { revokedAt: now } }),
    );
    await tx.oidcLink.deleteMany({ where: { id: linkId } });
    await noteSecurityChange({ accountId, kind: 'OIDC_UNLINKED', now }, tx);
    await appendAudit(tx, {
      ...{ actor: viewer, action: 'account.unlink-oidc', targetType: 'Account', targetId: accountId, requestId },
      data: { username, issuer: link.issuer, sessions: count },
    });
  });
}

const isTaken = (error: unknown) => error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';

const taken = () =>
  new AppError(
    'conflict',
    'OIDC_TAKEN',
    'Mã định danh này đã gắn với một tài khoản, hoặc tài khoản này đã có đăng nhập một lần. Đồng chí hãy kiểm tra lại mã.',
  );

const ownLink = () =>
  new AppError(
    'conflict',
    'OWN_OIDC',
    'Đồng chí không thể tự gắn đăng nhập một lần cho tài khoản của mình. Hãy nhờ quản trị khác thực hiện.',
  );

const oidcOff = () =>
  new AppError(
    'conflict',
    'OIDC_OFF',
    'Hệ thống chưa được cài đặt đăng nhập một lần. Đồng chí hãy liên hệ bộ phận kỹ thuật.',
  );
