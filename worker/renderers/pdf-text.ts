import type { TextRun } from '~/modules/reports/report-document';
import type { Face } from './tinos';

export interface Style {
  face: Face;
  size: number;
}

export interface Word {
  text: string;
  face: Face;
  width: number;
}

export interface Line {
  words: Word[];
  indent: number;
  width: number;
  last: boolean;
}

/** From the top of a line of exact height to the top of its glyph box; Tinos' box is 1.107 em high. */
export const lineOffset = (lineHeight: number, size: number): number => (lineHeight - size * 1.107) / 2;

const faceOf = (run: TextRun): Face =>
  run.bold ? (run.italic ? 'boldItalic' : 'bold') : run.italic ? 'italic' : 'regular';

/** Writes and measures single lines. Widths of words repeat (units, figures), so they are kept. */
export class Typesetter {
  private readonly widths = new Map<string, number>();
  private face: Face | null = null;
  private size = 0;

  constructor(readonly pdf: PDFKit.PDFDocument) {}

  use({ face, size }: Style): void {
    if (face !== this.face) this.pdf.font(face);
    if (size !== this.size) this.pdf.fontSize(size);
    this.face = face;
    this.size = size;
  }

  width(text: string, style: Style): number {
    const key = `${style.face}${style.size} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.use(style);
      width = this.pdf.widthOfString(text);
      if (this.widths.size > 50_000) this.widths.clear();
      this.widths.set(key, width);
    }
    return width;
  }

  at(text: string, style: Style, x: number, y: number): void {
    if (text === '') return;
    this.use(style);
    this.pdf.text(text, x, y, { lineBreak: false });
  }

  centred(text: string, style: Style, x: number, y: number, width: number): void {
    this.at(text, style, x + (width - this.width(text, style)) / 2, y);
  }

  rightAligned(text: string, style: Style, x: number, y: number, width: number): void {
    this.at(text, style, x + width - this.width(text, style), y);
  }

  line(x1: number, y1: number, x2: number, y2: number, weight: number): void {
    this.pdf.lineWidth(weight).moveTo(x1, y1).lineTo(x2, y2).stroke();
  }

  /** Breaks at spaces (Vietnamese is written with one between syllables); a word wider than the line is cut. */
  wrap(text: string, style: Style, width: number): string[] {
    if (this.width(text, style) <= width) return [text];
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (this.width(longer, style) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = word;
      while (this.width(line, style) > width && line.length > 1) {
        let fit = line.length - 1;
        while (fit > 1 && this.width(line.slice(0, fit), style) > width) fit -= 1;
        lines.push(line.slice(0, fit));
        line = line.slice(fit);
      }
    }
    if (line !== '') lines.push(line);
    return lines;
  }

  /** A line of a justified paragraph: the gaps grow, the last line stays as it is. Words of one face are written together. */
  justified(line: Line, x: number, y: number, width: number, size: number): void {
    const gaps = line.words.length - 1;
    const space = this.width(' ', { face: 'regular', size });
    const gap = line.last || gaps === 0 ? space : space + (width - line.indent - line.width - gaps * space) / gaps;
    let at = x + line.indent;
    for (let i = 0; i < line.words.length; ) {
      const face = line.words[i]?.face ?? 'regular';
      let end = i;
      let run = 0;
      while (line.words[end]?.face === face) run += line.words[end++]?.width ?? 0;
      this.use({ face, size });
      const text = line.words
        .slice(i, end)
        .map((word) => word.text)
        .join(' ');
      this.pdf.text(text, at, y, { lineBreak: false, wordSpacing: gap - this.width(' ', { face, size }) });
      at += run + (end - i) * gap;
      i = end;
    }
  }
}

/** Breaks runs into lines of `width`, the first one shorter by `indent`. */
export function layoutParagraph(
  type: Typesetter,
  runs: readonly TextRun[],
  size: number,
  width: number,
  indent: number,
): Line[] {
  const words = runs.flatMap((run) => {
    const face = faceOf(run);
    return run.text
      .normalize('NFC')
      .split(/\s+/)
      .filter(Boolean)
      .map((text): Word => ({ text, face, width: type.width(text, { face, size }) }));
  });
  const space = type.width(' ', { face: 'regular', size });
  const lines: Line[] = [];
  let line: Line = { words: [], indent, width: 0, last: false };
  for (const word of words) {
    const needed = line.width + line.words.length * space + word.width;
    if (line.words.length > 0 && needed > width - line.indent) {
      lines.push(line);
      line = { words: [], indent: 0, width: 0, last: false };
    }
    line.words.push(word);
    line.width += word.width;
  }
  line.last = true;
  lines.push(line);
  return lines;
}
