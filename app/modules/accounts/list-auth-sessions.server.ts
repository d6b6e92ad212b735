import type { Db } from '~/platform/db';
import { type AddressClass, addressClass, deviceText } from './device-text';
import { SIGN_IN_METHODS, type SignInMethod } from './schema';
import type { Viewer } from './viewer';

export interface AuthSessionRow {
  id: number;
  current: boolean;
  device: { browser: string; system: string } | null;
  addressClass: AddressClass;
  address: string | null;
  method: SignInMethod;
  createdAt: Date;
  lastSeenAt: Date;
  previousSignInAt: Date | null;
}

/** The viewer's own signed-in browsers, this one first, then by last use. */
export async function listAuthSessions(
  { viewer, now }: { viewer: Viewer; now: Date },
  db: Db,
): Promise<AuthSessionRow[]> {
  const rows = await db.authSession.findMany({
    where: { accountId: viewer.accountId, revokedAt: null, expiresAt: { gt: now } },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    take: 100,
  });
  const all = rows.map((row) => ({
    id: row.id,
    current: row.id === viewer.authSessionId,
    device: deviceText(row.userAgent),
    addressClass: addressClass(row.address),
    address: row.address,
    method: SIGN_IN_METHODS.find((method) => method === row.method) ?? 'PASSWORD',
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
    previousSignInAt: row.previousSignInAt,
  }));
  return [...all.filter((row) => row.current), ...all.filter((row) => !row.current)];
}
