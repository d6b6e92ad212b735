import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { HANOI, zonedParts } from '~/platform/time';
import { type MinutesTemplate, minutesTemplateSchema } from './minutes/minutes-template';
import { type ReportTemplate, reportTemplateSchema, templateInForce } from './report-template';

/** Reads all templates of a folder under content/, once a process. */
function templatesOf<Schema extends z.ZodType>(name: string, schema: Schema): () => Promise<z.output<Schema>[]> {
  let kept: Promise<z.output<Schema>[]> | null = null;
  return () => {
    kept ??= readFolder(path.resolve('content', name), schema).catch((error) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}

async function readFolder<Schema extends z.ZodType>(folder: string, schema: Schema): Promise<z.output<Schema>[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.map(async (name) => schema.parse(JSON.parse(await readFile(path.join(folder, name), 'utf8')))),
  );
}

const reportTemplates = templatesOf('report-templates', reportTemplateSchema);
const minutesTemplates = templatesOf('minutes-templates', minutesTemplateSchema);

/** Today in Hanoi as `2026-11-22`. */
export function hanoiDay(now: Date): string {
  const { year, month, day } = zonedParts(now, HANOI);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export async function currentTemplate(now: Date): Promise<ReportTemplate> {
  return templateInForce(await reportTemplates(), hanoiDay(now));
}

export async function currentMinutesTemplate(now: Date): Promise<MinutesTemplate> {
  return templateInForce(await minutesTemplates(), hanoiDay(now));
}
