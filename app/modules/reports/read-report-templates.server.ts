import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { HANOI, zonedParts } from '~/platform/time';
import { type ReportTemplate, reportTemplateSchema, templateInForce } from './report-template';

let kept: { folder: string; templates: Promise<ReportTemplate[]> } | null = null;

/** All templates of content/report-templates, read once a process. */
function readReportTemplates(folder = path.resolve('content/report-templates')): Promise<ReportTemplate[]> {
  if (kept?.folder === folder) return kept.templates;
  const templates = readdir(folder).then((names) =>
    Promise.all(
      names
        .filter((name) => name.endsWith('.json'))
        .map(async (name) => reportTemplateSchema.parse(JSON.parse(await readFile(path.join(folder, name), 'utf8')))),
    ),
  );
  templates.catch(() => {
    kept = null;
  });
  kept = { folder, templates };
  return templates;
}

/** Today in Hanoi as `2026-11-22`. */
export function hanoiDay(now: Date): string {
  const { year, month, day } = zonedParts(now, HANOI);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export async function currentTemplate(now: Date): Promise<ReportTemplate> {
  return templateInForce(await readReportTemplates(), hanoiDay(now));
}
