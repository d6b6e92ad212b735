import { scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { notFound } from '~/platform/errors';
import { lockUnclosed } from './lock-campaign.server';
import { attach } from './save-document.server';

export interface AttachableDocument {
  id: number;
  code: string;
  title: string;
  referenceNumber: string | null;
}

/** Documents of other campaigns the viewer runs, newest first, that this campaign does not have yet. */
export async function findAttachableDocuments(
  viewer: Viewer,
  campaignId: number,
  db: Db,
): Promise<AttachableDocument[]> {
  return db.$queryRaw<AttachableDocument[]>`
    SELECT d.id, d.code, d.title, d.reference_number AS "referenceNumber" FROM party_document d
    WHERE NOT EXISTS (SELECT 1 FROM campaign_document cd WHERE cd.document_id = d.id AND cd.campaign_id = ${campaignId})
      AND EXISTS (SELECT 1 FROM campaign_document cd JOIN campaign c ON c.id = cd.campaign_id JOIN unit u ON u.id = c.unit_id
        WHERE cd.document_id = d.id AND u.path <@ ANY(${scopePaths(viewer, 'campaign.manage')}::ltree[]))
    ORDER BY d.created_at DESC, d.id DESC LIMIT 200`;
}

interface Args {
  viewer: Viewer;
  campaignId: number;
  documentId: number;
}

/** @throws AppError not-found when the document is not among those the viewer may attach */
export async function attachDocument({ viewer, campaignId, documentId }: Args, db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { unitId } = await lockUnclosed(campaignId, tx);
    const already = await tx.campaignDocument.count({ where: { campaignId, documentId } });
    if (already > 0) return;
    const allowed = await findAttachableDocuments(viewer, campaignId, tx);
    if (!allowed.some((document) => document.id === documentId)) throw notFound();
    await attach(campaignId, documentId, tx);
    await record(viewer, 'document.attach', campaignId, documentId, unitId, tx);
  });
}

/** The document itself stays: other campaigns may have it. */
export async function detachDocument({ viewer, campaignId, documentId }: Args, db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { unitId } = await lockUnclosed(campaignId, tx);
    const { count } = await tx.campaignDocument.deleteMany({ where: { campaignId, documentId } });
    if (count > 0) await record(viewer, 'document.detach', campaignId, documentId, unitId, tx);
  });
}

const record = (
  actor: AuditActor,
  action: 'document.attach' | 'document.detach',
  campaignId: number,
  documentId: number,
  unitId: number,
  tx: Db,
) => appendAudit(tx, { actor, action, targetType: 'document', targetId: documentId, unitId, data: { campaignId } });
