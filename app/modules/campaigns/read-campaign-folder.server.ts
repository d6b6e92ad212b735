import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { AppError } from '~/platform/errors';
import { type CampaignFile, campaignFileSchema, resolveMoment } from './campaign-file';
import { type DocumentInput, documentSchema } from './input';

/** A campaign folder, read and checked: nothing in it can fail later except the database. */
export interface CampaignFolder {
  file: CampaignFile;
  opensAt: Date | null;
  deadlineAt: Date;
  documents: (DocumentInput & { code: string })[];
  sessions: { startsAt: Date; endsAt: Date; recording: { file: string; captionsFile?: string } | null }[];
  bank: Uint8Array | null;
}

const refuse = (message: string, params: Record<string, string | number> = {}) =>
  new AppError('invalid', 'BAD_CAMPAIGN_FOLDER', message, params);

function issueText(error: z.ZodError): string {
  return error.issues
    .slice(0, 10)
    .map((issue) => `${issue.path.join('.') || 'campaign.json'}: ${issue.message}`)
    .join('; ');
}

async function read(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.resolve(folder, name));
  } catch {
    throw refuse('Không đọc được tệp {{name}} của đợt học tập. Hãy kiểm tra đường dẫn trong campaign.json.', { name });
  }
}

async function locate(folder: string, name: string): Promise<string> {
  const file = path.resolve(folder, name);
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw refuse('Không có tệp {{name}} mà campaign.json nhắc tới.', { name });
  return file;
}

/**
 * Reads `campaign.json` and every file it names. Relative dates count from `now`.
 * @throws AppError invalid BAD_CAMPAIGN_FOLDER, with what is wrong and where
 */
export async function readCampaignFolder(folder: string, now: Date): Promise<CampaignFolder> {
  const file = parse((await read(folder, 'campaign.json')).toString('utf8'));
  const deadlineAt = resolveMoment(file.deadline, now);
  const opensAt = file.opensAt ? resolveMoment(file.opensAt, now) : null;
  if (!deadlineAt || (file.opensAt && !opensAt))
    throw refuse('campaign.json: thời điểm mở hoặc hạn không đúng ngày giờ.');
  if (opensAt && opensAt >= deadlineAt) throw refuse('campaign.json: hạn hoàn thành phải sau thời điểm mở.');
  if (file.rules.quizRequired && !file.quiz) throw refuse('campaign.json: quizRequired cần phần quiz.');
  const documents = [];
  for (const { file: name, ...rest } of file.documents) {
    const body = (await read(folder, name)).toString('utf8');
    const parsed = documentSchema.safeParse({ ...rest, body });
    if (!parsed.success) throw refuse('{{name}}: {{issues}}', { name, issues: issueText(parsed.error) });
    documents.push({ ...parsed.data, code: rest.code });
  }
  const sessions = [];
  for (const [index, session] of file.sessions.entries()) {
    const startsAt = resolveMoment(session.startsAt, now);
    if (!startsAt) throw refuse('campaign.json: buổi học {{number}} không đúng ngày giờ.', { number: index + 1 });
    const { recording } = session;
    sessions.push({
      startsAt,
      endsAt: new Date(startsAt.getTime() + session.minutes * 60_000),
      recording: recording
        ? {
            file: await locate(folder, recording.file),
            ...(recording.captions ? { captionsFile: await locate(folder, recording.captions) } : {}),
          }
        : null,
    });
  }
  return {
    file,
    opensAt,
    deadlineAt,
    documents,
    sessions,
    bank: file.quiz ? await read(folder, file.quiz.bank.file) : null,
  };
}

function parse(text: string): CampaignFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse('campaign.json không phải JSON hợp lệ: {{detail}}', { detail: (error as Error).message });
  }
  const parsed = campaignFileSchema.safeParse(json);
  if (!parsed.success) throw refuse('campaign.json chưa đúng: {{issues}}', { issues: issueText(parsed.error) });
  return parsed.data;
}
