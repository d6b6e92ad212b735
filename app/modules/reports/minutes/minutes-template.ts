import { z } from 'zod';
import { documentFormFields } from '../document-form';

/** The form of a session's minutes (biên bản), as dated data (content/minutes-templates). */
export const minutesTemplateSchema = z.object({
  code: z.string(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable(),
  source: z.string(),
  ...documentFormFields,
  title: z.string(),
  abstract: z.string(),
  draftMark: z.string(),
  laterVersion: z.string(),
  /** Stands where a report's symbol has `BC`. */
  symbolPrefix: z.string(),
  headings: z.object({
    opening: z.string(),
    content: z.string(),
    questions: z.string(),
    polls: z.string(),
    conclusion: z.string(),
  }),
  closing: z.string(),
  chairTitle: z.string(),
  writerTitle: z.string(),
  signatureNote: z.string(),
  drafts: z.object({ recipients: z.array(z.string()) }),
});

export type MinutesTemplate = z.output<typeof minutesTemplateSchema>;
