import { formatNumber, formatRate } from '~/platform/format';
import { dayInZone, formatInZone, formatWithClock, HANOI } from '~/platform/time';
import { nameInSentence } from '../draft-report-fields';
import { fill, formNumber, placeAndDate, referenceLine } from '../form-text';
import type { ReportAnnex, ReportBlock, ReportDocument } from '../report-document';
import type { MinutesContent, MinutesFacts, MinutesPoll } from './minutes-content';

const n = (value: number) => formatNumber(value);
const paragraph = (text: string): ReportBlock => ({ kind: 'paragraph', runs: [{ text }] });
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI'];

/** Minutes as content: the same input gives the same document. Sections about nothing are left out. */
export function buildMinutesDocument(content: MinutesContent): ReportDocument {
  const { facts, fields, letterhead, template, version, draft } = content;
  const symbol = letterhead.symbol.replace(/^[^/]*/, template.symbolPrefix);
  const taken = formatWithClock(new Date(facts.takenAt), HANOI);
  const annexes = numbered([venuesAnnex(facts), questionsAnnex(facts)]);
  const annexOf = (sheet: string) => annexes.find((annex) => annex.sheet === sheet)?.number ?? null;
  const parts: [string, ReportBlock[]][] = [
    [template.headings.opening, opening(content, annexOf(VENUES))],
    [template.headings.content, course(content)],
    [template.headings.questions, questionLines(facts, annexOf(QUESTIONS))],
    [template.headings.polls, facts.polls.flatMap(pollLines)],
    [template.headings.conclusion, lines(fields.conclusion).map(paragraph)],
  ];
  const blocks = parts
    .filter(([, inside]) => inside.length > 0)
    .flatMap(([title, inside], i): ReportBlock[] => [
      { kind: 'heading', level: 1, text: `${ROMAN[i]}- ${title}` },
      ...inside,
    ]);
  const abstract = [
    fill(template.abstract, {
      position: String(facts.session.position),
      session: facts.session.title,
      campaign: nameInSentence(facts.campaign.title),
    }),
    version > 1 ? fill(template.laterVersion, { version: String(version) }) : '',
    draft ? fill(template.draftMark, { at: taken }) : '',
  ];
  const reference = referenceLine(fields.number, symbol);
  const signature = (authority: string, office: string, name: string) => ({
    ...{ authority, name },
    office: office || template.signatureNote,
  });
  return {
    superior: letterhead.superiorName,
    issuer: letterhead.issuerName,
    reference,
    motto: template.motto,
    placeAndDate: placeAndDate(letterhead.place, dayInZone(new Date(facts.endedAt ?? facts.begunAt), HANOI), 0),
    title: template.title,
    abstract: abstract.filter(Boolean).join(' '),
    blocks: [...blocks, paragraph(ending(facts)), paragraph(fill(template.closing, { at: taken }))],
    signature: signature(template.chairTitle, fields.chairOffice, fields.chair),
    writerSignature: signature(template.writerTitle, fields.writerOffice, fields.writer),
    recipientsTitle: template.recipientsTitle,
    recipients: lines(fields.recipients),
    annexes,
    annexReference: `(Kèm theo Biên bản ${reference.charAt(0).toLowerCase()}${reference.slice(1)}; số liệu lúc ${taken})`,
    frozenAt: facts.takenAt,
    language: 'vi-VN',
  };
}

/** `08 giờ 05 phút, ngày 05/02/2026`. */
function moment(iso: string): string {
  const at = new Date(iso);
  return `${clock(iso)}, ngày ${formatInZone(at, HANOI, 'date')}`;
}
function clock(iso: string): string {
  const [hour, minute] = formatInZone(new Date(iso), HANOI, 'time').split(':');
  return `${hour} giờ ${minute} phút`;
}

function opening({ facts, fields }: MinutesContent, venuesAnnexNumber: number | null): ReportBlock[] {
  const { attendance: a, session } = facts;
  const present = a.hall + a.online;
  const lecturer = [session.lecturer, session.lecturerTitle].filter(Boolean).join(', ');
  const person = (name: string, office: string) => [name, office].filter(Boolean).join(', ');
  const at = fields.place ? ` tại ${fields.place}` : '';
  const annex = venuesAnnexNumber === null ? '' : ` (Phụ lục ${venuesAnnexNumber})`;
  const halls = facts.venues.length > 0 ? `trực tiếp tại ${n(facts.venues.length)} điểm cầu${annex}` : '';
  const forms = [halls, facts.broadcast ? 'trực tuyến trên hệ thống' : ''].filter(Boolean).join(' và ');
  return [
    `1. Thời gian: bắt đầu lúc ${moment(facts.begunAt)} (giờ Hà Nội)${at}.`,
    forms ? `2. Hình thức: ${forms}.` : `2. Hình thức: theo bản ghi và tại đơn vị.`,
    fields.chair ? `3. Chủ trì: ${person(fields.chair, fields.chairOffice)}.` : '3. Chủ trì: …………………………',
    fields.writer
      ? `4. Người ghi biên bản: ${person(fields.writer, fields.writerOffice)}.`
      : '4. Người ghi biên bản: …………………………',
    lecturer ? `5. Báo cáo viên: ${lecturer}.` : '',
    `${lecturer ? 6 : 5}. Thành phần: ${n(present)}/${n(a.required)} đảng viên phải học đã dự, đạt ${formatRate(present, a.required)}; trong đó tại điểm cầu ${n(a.hall)}, trực tuyến ${n(a.online)}. Chưa dự: ${n(a.required - present)} đồng chí, trong đó đã học bổ sung qua bản ghi ${n(a.makeUp)}, vắng có lý do ${n(a.excused)}, vắng chưa có lý do ${n(a.absent)}.`,
    `Quần chúng cùng dự tại điểm cầu: ${n(a.guests)} người (thống kê riêng, không tính vào tỷ lệ).`,
    ...lines(fields.attendees),
  ]
    .filter(Boolean)
    .map(paragraph);
}

/** Agenda points in the order in which they were reached, then what the writer put down. */
function course({ facts, fields }: MinutesContent): ReportBlock[] {
  const agenda = facts.agenda.map(({ title, reachedAt }) =>
    reachedAt ? `- ${clock(reachedAt)}: ${title}.` : `- ${title} (không ghi nhận giờ bắt đầu).`,
  );
  const { title, topic } = facts.session;
  const about = [topic, title].filter(Boolean).join(': ');
  return [`Nội dung: ${about}.`, ...agenda, ...lines(fields.proceedings)].map(paragraph);
}

function questionLines({ questions }: MinutesFacts, annex: number | null): ReportBlock[] {
  if (questions.length === 0 || annex === null) return [];
  const comments = questions.filter((question) => question.documentTitle !== null).length;
  const answered = questions.filter((question) => question.answer !== null).length;
  return [
    paragraph(
      `Buổi học ghi nhận ${n(questions.length - comments)} câu hỏi và ${n(comments)} ý kiến góp ý vào tài liệu; đã trả lời, tiếp thu ${n(answered)}. Nội dung ở Phụ lục ${annex}.`,
    ),
  ];
}

function pollLines(poll: MinutesPoll, index: number): ReportBlock[] {
  const counted = poll.options.reduce((sum, option) => sum + option.votes, 0);
  const quorum = poll.quorumReached
    ? `đủ tỷ lệ tham gia quy định (${formatRate(poll.quorum, 10_000)})`
    : `chưa đủ tỷ lệ tham gia quy định (${formatRate(poll.quorum, 10_000)}), kết quả không có giá trị`;
  return [
    { kind: 'heading', level: 2, text: `${index + 1}. ${poll.title}` },
    paragraph(
      `Hình thức: ${poll.secret ? 'bỏ phiếu kín' : 'biểu quyết công khai'}; kết thúc lúc ${moment(poll.closedAt)}. Tham gia ${n(poll.turnout)}/${n(poll.eligible)} đồng chí được biểu quyết, đạt ${formatRate(poll.turnout, poll.eligible)}${poll.quorum > 0 ? `; ${quorum}` : ''}.`,
    ),
    ...poll.options.map(({ name, votes }) =>
      paragraph(`- ${name}: ${n(votes)} ${poll.secret ? 'phiếu' : 'đồng chí'}, đạt ${formatRate(votes, counted)}.`),
    ),
  ];
}

const ending = ({ endedAt }: MinutesFacts): string =>
  endedAt
    ? `Buổi học kết thúc lúc ${moment(endedAt)} (giờ Hà Nội).`
    : 'Buổi học kết thúc lúc ….. giờ ….. phút, ngày …../…../……….';

const VENUES = 'Điểm cầu';
const QUESTIONS = 'Hỏi đáp, góp ý';

const numbered = (annexes: (Omit<ReportAnnex, 'number'> | null)[]): ReportAnnex[] =>
  annexes.filter((annex) => annex !== null).map((annex, i) => ({ ...annex, number: i + 1 }));

function venuesAnnex({ venues }: MinutesFacts): Omit<ReportAnnex, 'number'> | null {
  if (venues.length === 0) return null;
  const present = venues.reduce((sum, venue) => sum + venue.present, 0);
  const guests = venues.reduce((sum, venue) => sum + (venue.guests ?? 0), 0);
  return {
    ...{ title: 'CÁC ĐIỂM CẦU', sheet: VENUES, notes: [] },
    table: {
      columns: [
        { title: 'TT', kind: 'index', widthMm: 14 },
        { title: 'Điểm cầu', kind: 'text', widthMm: 80 },
        { title: 'Địa điểm', kind: 'text', widthMm: 70 },
        { title: 'Đơn vị tổ chức', kind: 'text', widthMm: 60 },
        { title: 'Đảng viên có mặt', kind: 'integer', widthMm: 26 },
        { title: 'Quần chúng', kind: 'integer', widthMm: 24 },
      ],
      total: [null, 'Cộng', '', '', present, guests],
      rows: venues.map((venue, i) => [i + 1, venue.name, venue.place, venue.host, venue.present, venue.guests]),
    },
  };
}

function questionsAnnex({ questions }: MinutesFacts): Omit<ReportAnnex, 'number'> | null {
  if (questions.length === 0) return null;
  const about = ({ documentTitle, paragraph: number }: MinutesFacts['questions'][number]) =>
    documentTitle === null
      ? 'Câu hỏi'
      : number === null
        ? `Góp ý: ${documentTitle}`
        : `Góp ý: ${documentTitle}, đoạn ${formNumber(number)}`;
  return {
    ...{ title: 'CÂU HỎI, GÓP Ý VÀ TRẢ LỜI', sheet: QUESTIONS },
    table: {
      columns: [
        { title: 'TT', kind: 'index', widthMm: 14 },
        { title: 'Loại', kind: 'text', widthMm: 50 },
        { title: 'Nội dung', kind: 'text', widthMm: 100 },
        { title: 'Trả lời, tiếp thu', kind: 'text', widthMm: 100 },
      ],
      total: null,
      rows: questions.map((question, i) => [i + 1, about(question), question.body, question.answer ?? '']),
    },
    notes: ['Không ghi tên người hỏi; câu hỏi ban tổ chức không đưa vào buổi học không có trong phụ lục.'],
  };
}
