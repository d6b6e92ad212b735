import { formatNumber, formatRate, formatThreshold } from '~/platform/format';
import { cityOf, formatInZone } from '~/platform/time';
import { outstanding } from './figures';
import { fill } from './form-text';
import type { LetterheadData } from './letterhead';
import type { ReportTemplate } from './report-template';
import type { ReportFields } from './schema';
import type { FrozenFigures } from './snapshot-content';

/** Parts I, III, IV and the clerk's lines as far as the program knows them; people finish them. */
export function draftReportFields(
  figures: FrozenFigures,
  template: ReportTemplate,
  letterhead: LetterheadData,
): ReportFields {
  const top = figures.units[0];
  if (!top) throw new Error('A snapshot without its top unit');
  const { campaign } = figures;
  const children = figures.units.filter((unit) => unit.parentId === top.id && unit.sum.required > 0);
  const full = children.filter((unit) => unit.sum.studied === unit.sum.required);
  const zone = campaign.deadlineTimeZone;
  const lowest = [...children]
    .sort((a, b) => a.sum.studied * b.sum.required - b.sum.studied * a.sum.required)
    .find((unit) => unit.sum.studied < unit.sum.required);
  const values: Record<string, string> = {
    unit: top.name,
    campaign: nameInSentence(campaign.title),
    opens: formatInZone(
      new Date(campaign.opensAt ?? figures.sessions[0]?.startsAt ?? campaign.deadlineAt),
      zone,
      'date',
    ),
    deadline: formatInZone(new Date(campaign.deadlineAt), zone, 'dateTime'),
    deadlineClock: `giờ ${cityOf(zone)}`,
    threshold: formatThreshold(campaign.coverageThreshold),
    quizRule: checkRule(campaign.presenceChecks?.needed ?? 0) + (campaign.quizRequired ? ', đạt bài trắc nghiệm' : ''),
    paperRule: campaign.paperRequired ? ', nộp bài thu hoạch' : '',
    rate: formatRate(top.sum.studied, top.sum.required),
    studied: formatNumber(top.sum.studied),
    required: formatNumber(top.sum.required),
    fullUnits: formatNumber(full.length),
    allUnits: formatNumber(children.length),
    outstanding: formatNumber(outstanding(top.sum)),
    excused: formatNumber(top.sum.excused),
    unexcused: formatNumber(top.sum.unexcused),
    lowest: lowest
      ? `; đơn vị có tỷ lệ thấp nhất là ${lowest.name} (${formatRate(lowest.sum.studied, lowest.sum.required)})`
      : '',
  };
  const draft = (lines: string[]) => lines.map((line) => fill(line, values)).join('\n');
  return {
    number: '',
    date: '',
    leadership: draft(template.drafts.leadership),
    programmes: draft(template.drafts.programmes),
    communication: draft(template.drafts.communication),
    assessment: draft(template.drafts.assessment),
    tasks: draft(template.drafts.tasks),
    signerAuthority: letterhead.signerAuthority,
    signerOffice: letterhead.signerOffice,
    signerName: letterhead.signerName,
    recipients: letterhead.recipients.join('\n'),
  };
}

/** `Chuyển đổi số…` → `đợt học tập “Chuyển đổi số…”`: a title inside a sentence keeps its capital and gets marks. */
export const nameInSentence = (title: string): string => `“${title}”`;

const checkRule = (needed: number): string =>
  needed > 0 ? `, trả lời ít nhất ${needed} câu hỏi theo dõi mỗi buổi khi học trực tuyến hoặc học bổ sung` : '';
