import { formatNumber, formatRate } from '~/platform/format';
import { formatInZone, formatWithClock, HANOI } from '~/platform/time';
import { bandsAnnex, type OutstandingMember, outstandingAnnex, participationAnnex, venuesAnnex } from './build-annexes';
import { changedFigures, FIGURE_LABELS } from './compare-snapshots';
import { nameInSentence } from './draft-report-fields';
import { outstanding } from './figures';
import { fill, formNumber, placeAndDate, referenceLine } from './form-text';
import type { LetterheadData } from './letterhead';
import type { ReportAnnex, ReportBlock, ReportDocument } from './report-document';
import type { ReportTemplate } from './report-template';
import type { ReportFields } from './schema';
import type { FrozenFigures, FrozenUnit } from './snapshot-content';

export interface ReportInput {
  template: ReportTemplate;
  letterhead: LetterheadData;
  fields: ReportFields;
  figures: FrozenFigures;
  frozenAt: Date;
  members: readonly OutstandingMember[];
  /** For a supplementary report: what it supplements. */
  previous: { figures: FrozenFigures; frozenAt: Date; changedMembers: ReportAnnex | null } | null;
}

const n = (value: number) => formatNumber(value);
const paragraph = (text: string): ReportBlock => ({ kind: 'paragraph', runs: [{ text }] });
const heading = (level: 1 | 2, text: string): ReportBlock => ({ kind: 'heading', level, text });
/** What people wrote: a paragraph a line. */
const written = (text: string): ReportBlock[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => paragraph(line.trim()));

/** The completion report as content, from frozen figures only: the same input gives the same document. */
export function buildReportDocument(input: ReportInput): ReportDocument {
  const { template, letterhead, fields, figures, previous } = input;
  const top = figures.units[0] as FrozenUnit;
  const year = Number(formatInZone(input.frozenAt, HANOI, 'date').slice(-4));
  const reference = referenceLine(fields.number, letterhead.symbol);
  const dateLine = placeAndDate(letterhead.place, fields.date || null, year);
  const abstract = previous ? template.supplementaryAbstract : template.abstract;
  const frozen = formatWithClock(input.frozenAt, HANOI);
  const blocks: ReportBlock[] = [
    paragraph(`${top.name} báo cáo kết quả như sau (số liệu chốt lúc ${frozen}):`),
    heading(1, `I- ${template.headings.I}`),
    ...written(fields.leadership),
    heading(1, `II- ${template.headings.II}`),
    heading(2, '1. Hội nghị, buổi học'),
    paragraph(`Đợt học tập gồm ${formNumber(figures.sessions.length)} buổi:`),
    ...figures.sessions.map((session, i) =>
      paragraph(sessionLine(session, top.sum.sessions[i] ?? [0, 0, 0], top.sum.required)),
    ),
    ...venueLines(figures),
    heading(2, '2. Tham gia học tập'),
    ...participation(top),
    heading(2, '3. Bài thu hoạch và trắc nghiệm'),
    ...quizAndPapers(figures, top),
    heading(2, '4. Chương trình hành động'),
    ...written(fields.programmes),
    heading(2, '5. Công tác tuyên truyền'),
    ...written(fields.communication),
  ];
  if (previous) {
    blocks.push(heading(2, '6. Thay đổi so với số liệu đã chốt'), ...changes(previous, top));
  }
  blocks.push(
    heading(1, `III- ${template.headings.III}`),
    ...written(fields.assessment),
    heading(1, `IV- ${template.headings.IV}`),
    ...written(fields.tasks),
  );
  const venues = venuesAnnex(figures);
  const annexes = [participationAnnex(figures), outstandingAnnex(figures, input.members)];
  if (venues) annexes.push(venues);
  annexes.push(bandsAnnex(figures));
  if (previous?.changedMembers) annexes.push(previous.changedMembers);
  return {
    superior: letterhead.superiorName,
    issuer: letterhead.issuerName,
    reference,
    motto: template.motto,
    placeAndDate: dateLine,
    title: template.title,
    abstract: fill(abstract, { campaign: nameInSentence(figures.campaign.title) }),
    blocks,
    signature: { authority: fields.signerAuthority, office: fields.signerOffice, name: fields.signerName },
    recipientsTitle: template.recipientsTitle,
    recipients: fields.recipients
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    annexes,
    annexReference: `(Kèm theo Báo cáo ${reference.charAt(0).toLowerCase()}${reference.slice(1)}; số liệu chốt lúc ${frozen})`,
    frozenAt: input.frozenAt.toISOString(),
    language: 'vi-VN',
  };
}

function sessionLine(
  session: FrozenFigures['sessions'][number],
  ways: readonly [number, number, number],
  required: number,
): string {
  const day = formatInZone(new Date(session.startsAt), HANOI, 'date');
  const lecturer = [session.lecturer, session.lecturerTitle].filter(Boolean).join(', ');
  const total = ways[0] + ways[1] + ways[2];
  return `- Buổi ${session.position}, ngày ${day}: ${session.title}${lecturer ? `; báo cáo viên: ${lecturer}` : ''}. Có ${n(total)}/${n(required)} đồng chí phải học đã dự (${n(ways[0])} trực tiếp, ${n(ways[1])} trực tuyến, ${n(ways[2])} học bổ sung), đạt ${formatRate(total, required)}.`;
}

/** Halls of each session; nothing where none was set up. */
function venueLines(figures: FrozenFigures): ReportBlock[] {
  const venues = figures.venues ?? [];
  if (venues.length === 0) return [];
  const lines = figures.sessions.flatMap(({ position }) => {
    const here = venues.filter((venue) => venue.position === position);
    if (here.length === 0) return [];
    const present = here.reduce((sum, venue) => sum + venue.present, 0);
    const guests = here.reduce((sum, venue) => sum + (venue.guests ?? 0), 0);
    return `- Buổi ${position}: ${n(here.length)} điểm cầu, ${n(present)} đảng viên có mặt theo điểm danh tại điểm cầu, ${n(guests)} quần chúng cùng dự.`;
  });
  return [...lines, '- Danh sách điểm cầu: Phụ lục 3.'].map(paragraph);
}

function participation(top: FrozenUnit): ReportBlock[] {
  const f = top.sum;
  return [
    `- Tổng số đảng viên: ${n(f.total)}; miễn công tác và sinh hoạt: ${n(f.exempt)}; chuyển sinh hoạt: ${n(f.transferredOut)}; tạm thời ở nơi khác: ${n(f.elsewhere)}; phải học: ${n(f.required)} (trong đó đảng viên dự bị: ${n(f.probationary)}).`,
    `- Đã học: ${n(f.studied)}/${n(f.required)} đồng chí, đạt ${formatRate(f.studied, f.required)}; trong đó trực tiếp tại điểm cầu ${n(f.hall)}, trực tuyến ${n(f.online)}, học bổ sung ${n(f.makeUp)}.`,
    `- Chưa học: ${n(outstanding(f))} đồng chí; vắng có lý do ${n(f.excused)}, vắng không lý do ${n(f.unexcused)} (Phụ lục 2).`,
    `- Cấp ủy viên, cán bộ chủ chốt: ${n(f.keyCadreStudied)}/${n(f.keyCadreRequired)} đồng chí đã học, đạt ${formatRate(f.keyCadreStudied, f.keyCadreRequired)}.`,
    `- Quần chúng tham gia học tập: ${n(f.guests)} người (thống kê riêng, không tính vào tỷ lệ).`,
    '- Kết quả của từng đơn vị: Phụ lục 1.',
  ].map(paragraph);
}

function quizAndPapers(figures: FrozenFigures, top: FrozenUnit): ReportBlock[] {
  const f = top.sum;
  const bands = figures.bands.map((band, i) => `${band.label}: ${n(f.bands[i] ?? 0)}`).join('; ');
  return [
    `- Bài thu hoạch: ${n(f.papers)} bài${figures.campaign.paperRequired ? '' : ' (đợt này không bắt buộc)'}.`,
    `- Trắc nghiệm${figures.campaign.quizRequired ? '' : ' (đợt này không bắt buộc)'}: ${n(f.quizTaken)} đồng chí đã làm bài, ${n(f.quizPassed)} đồng chí đạt (${formatRate(f.quizPassed, f.quizTaken)}). ${bands} (Phụ lục 4).`,
  ].map(paragraph);
}

function changes(previous: NonNullable<ReportInput['previous']>, top: FrozenUnit): ReportBlock[] {
  const before = (previous.figures.units[0] as FrozenUnit).sum;
  const changed = changedFigures(before, top.sum);
  const lead = `Báo cáo này bổ sung số liệu chốt lúc ${formatWithClock(previous.frozenAt, HANOI)}; báo cáo đã ban hành giữ nguyên.`;
  const rate = `- Tỷ lệ tham gia: ${formatRate(before.studied, before.required)} → ${formatRate(top.sum.studied, top.sum.required)}.`;
  const lines = changed.map(({ field, before: old, after }) => `- ${FIGURE_LABELS[field]}: ${n(old)} → ${n(after)}.`);
  return [lead, ...lines, rate].map(paragraph);
}
