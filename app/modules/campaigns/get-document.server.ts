import { scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { requireNotWithdrawn } from '~/modules/quarantine/find-withdrawn.server';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';
import type { DocumentKind } from './schema';

export interface DocumentPage {
  id: number;
  code: string;
  kind: DocumentKind;
  referenceNumber: string | null;
  title: string;
  issuer: string | null;
  issuedOn: Date | null;
  body: string;
  /** When this member opened it first; null: never, or no member. */
  readAt: Date | null;
  campaignCode: string;
  campaignTitle: string;
  /** The viewer is on the roster of that campaign, so opening it is a reading. */
  listed: boolean;
}

/**
 * A document that belongs to a campaign the viewer is listed in (once it is open), or may view as an official.
 * @throws AppError not-found
 */
export async function getDocument(viewer: Viewer, code: string, db: Db): Promise<DocumentPage> {
  const rows = await db.$queryRaw<DocumentPage[]>`
    SELECT d.id, d.code, d.kind::text AS kind, d.reference_number AS "referenceNumber", d.title, d.issuer,
      d.issued_on AS "issuedOn", d.body, dr.read_at AS "readAt", c.code AS "campaignCode", c.title AS "campaignTitle",
      (r.member_id IS NOT NULL AND c.state <> 'DRAFT') AS listed
    FROM party_document d
    JOIN campaign_document cd ON cd.document_id = d.id
    JOIN campaign c ON c.id = cd.campaign_id
    JOIN unit u ON u.id = c.unit_id
    LEFT JOIN roster_entry r ON r.campaign_id = c.id AND r.member_id = ${viewer.memberId}
    LEFT JOIN document_reading dr ON dr.document_id = d.id AND dr.member_id = ${viewer.memberId}
    WHERE d.code = ${code}
      AND ((r.member_id IS NOT NULL AND c.state <> 'DRAFT')
        OR u.path <@ ANY(${scopePaths(viewer, 'campaign.view')}::ltree[])
        OR (c.state <> 'DRAFT' AND EXISTS (SELECT 1 FROM campaign_audience a JOIN unit au ON au.id = a.unit_id
          WHERE a.campaign_id = c.id AND EXISTS (SELECT 1 FROM unnest(${scopePaths(viewer, 'campaign.view')}::ltree[]) p
            WHERE p <@ au.path OR au.path <@ p))))
    ORDER BY (r.member_id IS NOT NULL) DESC, c.state = 'OPEN' DESC, c.id DESC LIMIT 1`;
  if (!rows[0]) throw notFound();
  await requireNotWithdrawn('DOCUMENT', rows[0].id, db);
  return rows[0];
}

/** The first opening counts; opening again changes nothing. */
export async function recordReading(memberId: number, documentId: number, now: Date, db: Db): Promise<void> {
  await db.documentReading.createMany({ data: [{ memberId, documentId, readAt: now }], skipDuplicates: true });
}

/** A document of this campaign, for its form. @throws AppError not-found */
export async function findCampaignDocument(campaignId: number, code: string, db: Db) {
  const found = await db.partyDocument.findFirst({
    where: { code, campaigns: { some: { campaignId } } },
    select: { id: true, kind: true, referenceNumber: true, title: true, issuer: true, issuedOn: true, body: true },
  });
  if (!found) throw notFound();
  const { id, ...fields } = found;
  await requireNotWithdrawn('DOCUMENT', id, db);
  return { ...fields, referenceNumber: found.referenceNumber ?? '', issuer: found.issuer ?? '' };
}
