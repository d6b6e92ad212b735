import { z } from 'zod';
import type { ReportTemplate } from './report-template';

/** A letterhead file (content/letterheads). */
export const letterheadFileSchema = z.object({
  unit: z.string(),
  superiorName: z.string(),
  issuerName: z.string(),
  symbol: z.string(),
  place: z.string(),
  signerAuthority: z.string(),
  signerOffice: z.string().default(''),
  signerName: z.string().default(''),
  recipients: z.array(z.object({ text: z.string() })).default([]),
  term: z.string().default(''),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable().default(null),
});

export interface LetterheadData {
  superiorName: string;
  issuerName: string;
  symbol: string;
  place: string;
  signerAuthority: string;
  signerOffice: string;
  signerName: string;
  recipients: string[];
}

const upper = (text: string) => text.toLocaleUpperCase('vi');

/** For a unit without a letterhead of its own: names from the tree, symbols from the template; the clerk corrects the draft. */
export function letterheadFromTree(
  unit: { name: string; kind: string },
  parentName: string | null,
  template: ReportTemplate,
): LetterheadData {
  const defaults = template.defaults[unit.kind] ?? template.defaults['*'];
  return {
    superiorName: upper(parentName ?? ''),
    issuerName: upper(unit.name),
    symbol: defaults?.symbol ?? '',
    place: '…………',
    signerAuthority: defaults?.signerAuthority ?? '',
    signerOffice: '',
    signerName: '',
    recipients: ['Cấp ủy cấp trên (để báo cáo),', 'Lưu.'],
  };
}
