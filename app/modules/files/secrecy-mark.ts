/**
 * Marks of state secrecy: MẬT, TỐI MẬT, TUYỆT MẬT. What carries one must not be on the platform. Words about secrecy ("bí mật nhà
 * nước", "BẢO MẬT", "mật khẩu") are no mark. A net under the person's own attestation, not a replacement for it.
 */
export type SecrecyMark = 'MẬT' | 'TỐI MẬT' | 'TUYỆT MẬT';

const LETTER = '\\p{L}\\p{M}';
const START = `(?<![${LETTER}])`;
const END = `(?![${LETTER}])`;
/** Words of which MẬT is the second half: secret matters, security, closeness. "ĐỘ MẬT" is what a form calls the field. */
const BEFORE = '(?<!(?:B[ÍI]|BẢO|CƠ|THÂN|CẨN|KÍN|ĐỘ|MỨC|HỘI|TRÙ)[\\s_-])';
/** Words of which it is the first half: password, cipher, density, honey, close, agent. */
const AFTER = '(?![\\s_-]+(?:KHẨU|MÃ|ĐỘ|ONG|MÍA|THIẾT|VỤ|THƯ|NGHỊ|DANH|HIỆU|PHỤC|ƯỚC|TÔNG)(?![\\p{L}]))';
const CAPITALS = new RegExp(`${START}(?:(TUYỆT|TỐI)[\\s_.-]+MẬT|${BEFORE}MẬT${AFTER})${END}`, 'u');
/** A line, a cell or a field that says nothing else. */
const ALONE = /^[^\p{L}]*(?:(tuyệt|tối)\s+mật|Mật|MẬT)[^\p{L}]*$/u;
const ALONE_ANY_CASE = /^[^\p{L}]*(tuyệt|tối)\s+mật[^\p{L}]*$/iu;
const FIELD = /(?:độ|mức(?: độ)?)\s+mật\s*[:：=]\s*(?:(tuyệt|tối)\s+mật|mật)(?![\p{L}\p{M}])/iu;
/** Typed without diacritics, on a line of its own. */
const PLAIN = /^[^\p{L}]*(TUYET|TOI)\s+MAT[^\p{L}]*$/u;
/** Letters set apart: "M Ậ T", "T Ố I   M Ậ T". */
const SPACED = /(?<![\p{L}\p{M}])\p{L}\p{M}*(?:[\s\u00a0._-]{1,4}\p{L}\p{M}*(?![\p{L}\p{M}]))+/gu;

const named = (first: string | undefined): SecrecyMark => {
  const word = first?.toUpperCase() ?? '';
  return /^TUY/.test(word) ? 'TUYỆT MẬT' : /^T/.test(word) ? 'TỐI MẬT' : 'MẬT';
};

/** Everything that could be a mark has an m and, a few characters on, a t; most lines do not. */
const WORTH_LOOKING = /m[^t\n]{1,8}t/iu;

/** In the rows of a table bare MẬT is somebody's given name, unless it follows what can be secret. */
const THINGS =
  /(?:TÀI LIỆU|VĂN BẢN|CÔNG VĂN|HỒ SƠ|BÁO CÁO|NGHỊ QUYẾT|KẾ HOẠCH|DẤU|TIN|LOẠI|BẢN|SỔ|DANH SÁCH)[\s:_-]+MẬT(?![\p{L}\p{M}])/u;

/** The same for a cell in the row of a list of people: "NGUYỄN THỊ MẬT" is a person, "TUYỆT MẬT" nobody. */
export function findMarkAmongPeople(cell: string): SecrecyMark | null {
  const found = findMarkInLine(cell);
  return found !== 'MẬT' || FIELD.test(cell.normalize('NFC')) || THINGS.test(cell.normalize('NFC')) ? found : null;
}

/** The mark in one line or cell; null: none. The text is in Unicode; NFC or NFD. */
export function findMarkInLine(line: string): SecrecyMark | null {
  if (!WORTH_LOOKING.test(line)) return null;
  // Zero-width characters and soft hyphens inside a word hide it from a search, not from a reader.
  const text = line.normalize('NFC').replaceAll(/[\u00ad\u200b-\u200f\u2060\ufeff]/gu, '');
  for (const pattern of [CAPITALS, ALONE, ALONE_ANY_CASE, FIELD, PLAIN]) {
    const found = pattern.exec(text);
    if (found) return named(found[1]);
  }
  for (const [run] of text.matchAll(SPACED)) {
    const word = run.replaceAll(/[^\p{L}]/gu, '');
    const found = /^(TUYỆT|TỐI)?MẬT$/u.exec(word);
    if (found) return named(found[1]);
  }
  return null;
}

/** The first mark in a text of several lines. */
export function findSecrecyMark(text: string): SecrecyMark | null {
  if (!WORTH_LOOKING.test(text)) return null;
  for (const line of text.split(/\r\n|[\r\n\v\f\u2028\u2029]/)) {
    const found = findMarkInLine(line);
    if (found) return found;
  }
  return null;
}

export const hasSecrecyMark = (text: string): boolean => findSecrecyMark(text) !== null;

/**
 * The mark in a file's name. In a name people write between dashes and underscores, and without diacritics; "Bí mật" in a lecture's
 * title is no mark.
 */
export function findMarkInName(fileName: string): SecrecyMark | null {
  const name = fileName.normalize('NFC').replace(/\.\w{1,5}$/, '');
  const words = name.replaceAll(/[_.()[\]{}+]+/g, ' ');
  const found =
    /(?<![\p{L}])(tuyệt|tối)[\s-]+mật(?![\p{L}])/iu.exec(words) ??
    /(?<![\p{L}])(TUYET|TOI)[\s-]*MAT(?![\p{L}])/u.exec(words);
  if (found) return named(found[1]);
  if (/(?:^|[_.([{-]\s*)M(?:ật|ẬT)(?=\s*(?:[_.)\]}-]|$))/u.test(name) && !/(?:bí|bảo|cơ)[\s_-]*mật/iu.test(name))
    return 'MẬT';
  return findSecrecyMark(words);
}
