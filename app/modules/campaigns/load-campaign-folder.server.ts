import { findUnitPath } from '~/modules/accounts/find-unit-path.server';
import { appendAudit } from '~/modules/audit/append-audit.server';
import { importLectureFile } from '~/modules/media/import-lecture-file.server';
import { configureQuiz } from '~/modules/quizzes/configure-quiz.server';
import { importBank } from '~/modules/quizzes/import-bank.server';
import { saveVenue } from '~/modules/venues/save-venue.server';
import { inTransaction, type Prisma } from '~/platform/db';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import { type CampaignFolder, readCampaignFolder } from './read-campaign-folder.server';
import type { ManagedCampaign } from './require-managed-campaign.server';

interface Args {
  folder: string;
  actor: { system: string };
  /** Account that owns the recordings' uploads; null: recordings are left out. */
  ownerId: number | null;
}

export interface LoadedCampaign {
  campaignId: number;
  code: string;
  /** `kept`: it is open or closed already; nothing was changed. */
  outcome: 'created' | 'updated' | 'kept';
  sessions: number;
  documents: number;
  recordings: number;
}

/**
 * Makes a draft of a campaign folder, or brings the draft of the same code up to date. An opened campaign is left alone, with its
 * roster, documents and rules; only a recording that is still missing is asked for again.
 * @throws AppError invalid BAD_CAMPAIGN_FOLDER, UNIT_UNKNOWN
 */
export async function loadCampaignFolder(
  { folder, actor, ownerId }: Args,
  services: Services,
): Promise<LoadedCampaign> {
  const { db } = services;
  const source = await readCampaignFolder(folder, services.clock.now());
  const { quiz, code } = source.file;
  const known = await db.campaign.findUnique({ where: { code }, select: { state: true } });
  if (quiz && source.bank && (!known || known.state === 'DRAFT')) {
    const report = await importBank(
      {
        bytes: source.bank,
        code: quiz.bank.code,
        title: quiz.bank.title,
        unitCode: source.file.unit,
        dryRun: false,
        actor,
      },
      db,
    );
    const problem = report.problems[0];
    if (problem) {
      throw new AppError('invalid', 'BAD_CAMPAIGN_FOLDER', 'Ngân hàng câu hỏi {{file}} có {{count}} lỗi: {{first}}', {
        file: quiz.bank.file,
        count: report.problems.length,
        first: JSON.stringify(problem),
      });
    }
  }
  const { campaignId, outcome } = await inTransaction(db, (tx) => storeDraft(source, actor, tx));
  const sessions = await db.studySession.findMany({ where: { campaignId }, orderBy: { position: 'asc' } });
  let recordings = 0;
  for (const [index, session] of sessions.entries()) {
    const recording = source.sessions[index]?.recording;
    if (!recording || ownerId === null) continue;
    const { created } = await importLectureFile({ ...recording, sessionId: session.id, ownerId }, services);
    if (created) recordings += 1;
  }
  return { campaignId, code, outcome, sessions: sessions.length, documents: source.documents.length, recordings };
}

type Tx = Prisma.TransactionClient;

async function storeDraft(source: CampaignFolder, actor: Args['actor'], tx: Tx) {
  const { file } = source;
  // Two loads of the same folder at once: the second waits here and finds the first's draft.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`campaign:${file.code}`}, 0))`;
  const unit = await findUnitPath(file.unit, tx);
  const before = await tx.campaign.findUnique({ where: { code: file.code }, select: { id: true, state: true } });
  if (before && before.state !== 'DRAFT') return { campaignId: before.id, outcome: 'kept' as const };
  const data = {
    title: file.title,
    description: file.description,
    unitId: unit.id,
    opensAt: source.opensAt,
    deadlineAt: source.deadlineAt,
    deadlineTimeZone: file.deadline.timeZone,
    ...file.rules,
  };
  const { id } = await tx.campaign.upsert({
    where: { code: file.code },
    create: { ...data, code: file.code },
    update: data,
    select: { id: true },
  });
  await storeAudience(id, source, tx);
  await storeDocuments(id, source, tx);
  await storeSessions(id, source, tx);
  await storeVenues({ id, state: 'DRAFT', unitPath: unit.path }, source, actor, tx);
  if (file.quiz) {
    const { bank, passMark, ...settings } = file.quiz;
    await configureQuiz(
      {
        campaignId: id,
        settings: {
          ...settings,
          bankCode: bank.code,
          draw: {},
          passPercent: passMark / 100,
          opensAt: null,
          closesAt: null,
        },
        actor,
      },
      tx,
    );
  }
  await appendAudit(tx, {
    actor,
    action: 'campaign.load',
    targetType: 'campaign',
    targetId: id,
    unitId: unit.id,
    data: { code: file.code, outcome: before ? 'updated' : 'created' },
  });
  return { campaignId: id, outcome: before ? ('updated' as const) : ('created' as const) };
}

async function storeAudience(campaignId: number, { file }: CampaignFolder, tx: Tx): Promise<void> {
  const units = [];
  for (const code of new Set(file.audience)) units.push(await findUnitPath(code, tx));
  await tx.campaignAudience.deleteMany({ where: { campaignId } });
  await tx.campaignAudience.createMany({ data: units.map((unit) => ({ campaignId, unitId: unit.id })) });
}

async function storeDocuments(campaignId: number, { documents }: CampaignFolder, tx: Tx): Promise<void> {
  await tx.campaignDocument.deleteMany({ where: { campaignId } });
  for (const [index, { code, ...input }] of documents.entries()) {
    const data = { ...input, referenceNumber: input.referenceNumber || null, issuer: input.issuer || null };
    const existing = await tx.partyDocument.findUnique({
      where: { code },
      select: {
        id: true,
        campaigns: { where: { campaign: { state: { not: 'DRAFT' } } }, select: { campaignId: true } },
      },
    });
    // What an opened campaign already studies is not rewritten by loading another one.
    const document =
      existing && existing.campaigns.length > 0
        ? existing
        : await tx.partyDocument.upsert({
            where: { code },
            create: { ...data, code },
            update: data,
            select: { id: true },
          });
    await tx.campaignDocument.create({ data: { campaignId, documentId: document.id, position: index + 1 } });
  }
}

async function storeSessions(campaignId: number, { file, sessions }: CampaignFolder, tx: Tx): Promise<void> {
  for (const [index, { title, topic, lecturer, lecturerTitle }] of file.sessions.entries()) {
    const times = sessions[index];
    if (!times) continue;
    const position = index + 1;
    const data = { title, topic, lecturer, lecturerTitle, startsAt: times.startsAt, endsAt: times.endsAt };
    await tx.studySession.upsert({
      where: { campaignId_position: { campaignId, position } },
      create: { ...data, campaignId, position },
      update: data,
    });
  }
  await tx.studySession.deleteMany({ where: { campaignId, position: { gt: file.sessions.length } } });
}

/** Halls by their name: a draft that is loaded again keeps those that were set up by hand. */
async function storeVenues(
  campaign: Pick<ManagedCampaign, 'id' | 'state' | 'unitPath'>,
  { file }: CampaignFolder,
  actor: Args['actor'],
  tx: Tx,
): Promise<void> {
  for (const [index, { venues }] of file.sessions.entries()) {
    for (const input of venues) {
      const at = { campaignId_position: { campaignId: campaign.id, position: index + 1 } };
      const { id: sessionId } = await tx.studySession.findUniqueOrThrow({ where: at, select: { id: true } });
      const before = await tx.venue.findFirst({ where: { sessionId, name: input.name }, select: { id: true } });
      await saveVenue({ actor, campaign, sessionId, venueId: before?.id, input }, tx);
    }
  }
}
