import { z } from 'zod';

/** What papers of the Party look like, as dated data: millimetres and points as in the form's own rules. */
export const documentFormFields = {
  page: z.object({
    widthMm: z.number(),
    heightMm: z.number(),
    topMm: z.number(),
    bottomMm: z.number(),
    leftMm: z.number(),
    rightMm: z.number(),
  }),
  text: z.object({
    font: z.string(),
    bodyPt: z.number(),
    firstLineMm: z.number(),
    linePt: z.number(),
    beforePt: z.number(),
    recipientsPt: z.number(),
    annexPt: z.number(),
    mottoPt: z.number(),
    titlePt: z.number(),
  }),
  motto: z.string(),
  recipientsTitle: z.string(),
};

const documentForm = z.object(documentFormFields);
export type DocumentForm = z.output<typeof documentForm>;
