import type { Db } from '~/platform/db';

export interface OidcLinkRow {
  id: number;
  issuer: string;
  subject: string;
  linkedByName: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** The identities that sign in to an account. */
export async function findOidcLinks(accountId: number, db: Db): Promise<OidcLinkRow[]> {
  return db.oidcLink.findMany({
    where: { accountId },
    select: { id: true, issuer: true, subject: true, linkedByName: true, createdAt: true, lastUsedAt: true },
    orderBy: { id: 'asc' },
  });
}

/**
 * Keeps a link from being removed until the transaction ends: a sign-in through it is either there to be ended, or not made. After
 * `lockAccount`, in this order everywhere.
 */
export async function holdOidcLink(id: number, tx: Db): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`select 1 from oidc_link where id = ${id} for key share`;
  return rows.length === 1;
}
