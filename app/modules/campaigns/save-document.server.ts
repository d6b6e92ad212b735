import { type AuditActor, appendAudit } from '~/modules/audit/append-audit.server';
import { type Db, inTransaction } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';
import { searchKey } from '~/platform/vietnamese';
import type { DocumentInput } from './input';
import { lockUnclosed } from './lock-campaign.server';

interface Args {
  campaignId: number;
  /** Code of the document to change; absent: a new one, attached at the end. */
  code?: string | undefined;
  input: DocumentInput;
  actor: AuditActor;
}

/**
 * A new document of a campaign, or a correction of one. A document that a closed campaign studied too is not changed any more:
 * what people studied must stay readable as it was.
 */
export async function saveDocument({ campaignId, code, input, actor }: Args, db: Db): Promise<string> {
  return inTransaction(db, async (tx) => {
    const campaign = await lockUnclosed(campaignId, tx);
    const data = {
      ...input,
      referenceNumber: input.referenceNumber || null,
      issuer: input.issuer || null,
    };
    const document = code
      ? await changeDocument(campaignId, code, data, tx)
      : await addDocument(campaignId, campaign.code, data, tx);
    await appendAudit(tx, {
      actor,
      action: code ? 'document.update' : 'document.create',
      targetType: 'document',
      targetId: document.id,
      unitId: campaign.unitId,
      data: { campaignId, code: document.code, title: input.title },
    });
    return document.code;
  });
}

type Row = Omit<DocumentInput, 'referenceNumber' | 'issuer'> & {
  referenceNumber: string | null;
  issuer: string | null;
};
type Tx = Parameters<typeof lockUnclosed>[1];

async function changeDocument(campaignId: number, code: string, data: Row, tx: Tx) {
  const attached = await tx.campaignDocument.findFirst({ where: { campaignId, document: { code } } });
  if (!attached) throw notFound();
  const studied = await tx.campaignDocument.count({
    where: { documentId: attached.documentId, campaign: { state: 'CLOSED' } },
  });
  if (studied > 0) {
    throw new AppError(
      'conflict',
      'DOCUMENT_STUDIED',
      'Văn bản này đã được học trong một đợt đã kết thúc nên phải giữ nguyên. Đồng chí thêm văn bản mới để thay thế.',
    );
  }
  return tx.partyDocument.update({ where: { id: attached.documentId }, data, select: { id: true, code: true } });
}

async function addDocument(campaignId: number, campaignCode: string, data: Row, tx: Tx) {
  const slug = searchKey(data.title)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  // `moi` is the address of the form for a new one.
  const base = !slug || slug === 'moi' ? `tai-lieu-${campaignCode}` : slug;
  const taken = new Set(
    (await tx.partyDocument.findMany({ where: { code: { startsWith: base } }, select: { code: true } })).map(
      (d) => d.code,
    ),
  );
  let code = base;
  for (let n = 2; taken.has(code); n += 1) code = `${base}-${n}`;
  const document = await tx.partyDocument.create({ data: { ...data, code }, select: { id: true, code: true } });
  await attach(campaignId, document.id, tx);
  return document;
}

/** At the end of the campaign's list; attached already is fine. */
export async function attach(campaignId: number, documentId: number, tx: Tx): Promise<void> {
  const last = await tx.campaignDocument.aggregate({ where: { campaignId }, _max: { position: true } });
  await tx.campaignDocument.createMany({
    data: [{ campaignId, documentId, position: (last._max.position ?? 0) + 1 }],
    skipDuplicates: true,
  });
}
