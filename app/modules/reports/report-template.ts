import { z } from 'zod';
import { documentFormFields } from './document-form';

const day = z.iso.date();
const lines = z.array(z.string());

/** The form of a report, as dated data (content/report-templates). Millimetres and points as in the form's own rules. */
export const reportTemplateSchema = z.object({
  code: z.string(),
  validFrom: day,
  validTo: day.nullable(),
  source: z.string(),
  ...documentFormFields,
  title: z.string(),
  abstract: z.string(),
  supplementaryAbstract: z.string(),
  /** Lowest first; the first one starts at 0. Basis points of the maximum mark. */
  bands: z.array(z.object({ code: z.string(), label: z.string(), from: z.number().int().min(0).max(10_000) })).min(1),
  defaults: z.record(z.string(), z.object({ symbol: z.string(), signerAuthority: z.string() })),
  headings: z.object({ I: z.string(), II: z.string(), III: z.string(), IV: z.string() }),
  drafts: z.object({
    leadership: lines,
    programmes: lines,
    communication: lines,
    assessment: lines,
    tasks: lines,
  }),
});

export type ReportTemplate = z.output<typeof reportTemplateSchema>;

/** The template in force on a day (`2026-11-22`); the newest of several. Throws when none is: that is a gap in the data. */
export function templateInForce<Template extends { validFrom: string; validTo: string | null }>(
  templates: readonly Template[],
  on: string,
): Template {
  const found = templates
    .filter((template) => template.validFrom <= on && (template.validTo === null || on <= template.validTo))
    .sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
  if (!found) throw new Error(`No template is in force on ${on}`);
  return found;
}
