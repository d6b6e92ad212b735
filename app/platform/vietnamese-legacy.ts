// Text typed in the fonts of before Unicode: TCVN3 (ABC, .VnTime) and VNI. Old lists still arrive in them.

export type LegacyEncoding = 'unicode' | 'tcvn3' | 'vni';

const TCVN3 = pairs(
  'µà¸á¶ả·ã¹ạ¨ă»ằ¾ắ¼ẳ½ẵÆặ©âÇầÊấÈẩÉẫËậ®đÌèÐéÎẻÏẽÑẹªêÒềÕếÓểÔễÖệ×ìÝíØỉÜĩÞịßòãóáỏâõäọ«ôåồèốæổçỗéộ¬ơêờíớëởìỡîợïùóúñủòũôụ\u00adưõừøứöử÷ữùựúỳýýûỷüỹþỵ' +
    '¡Ă¢Â§Đ£Ê¤Ô¥Ơ¦Ư',
);

const VNI_TONES = pairs('ø\u0300ù\u0301û\u0309õ\u0303ï\u0323');
const VNI_HAT = pairs('â\u0302á\u0302\u0301à\u0302\u0300å\u0302\u0309ã\u0302\u0303ä\u0302\u0323', true);
const VNI_BREVE = pairs('ê\u0306é\u0306\u0301è\u0306\u0300ú\u0306\u0309ü\u0306\u0303ë\u0306\u0323', true);
const VNI_ALONE = pairs('ñđæỉóĩòịîỵôơöư');

/** Cuts "keyvaluekeyvalue…": a value is one character, or the run of combining marks after the key. */
function pairs(s: string, marks = false): Map<string, string> {
  const map = new Map<string, string>();
  const pattern = marks ? /(.)(\p{M}+)/gu : /(.)(.)/gu;
  for (const [, key, value] of s.matchAll(pattern)) if (key && value) map.set(key, value);
  return map;
}

const isUpper = (c: string) => c !== c.toLowerCase();

function decodeTcvn3(s: string): string {
  // Capitals were a font of their own (.VnTimeH) over the small letters' codes: an all-capital word stays capital.
  return s.replace(/\S+/gu, (word) => {
    const plain = word.replace(/[^A-Za-z]/g, '');
    const decoded = [...word].map((c) => TCVN3.get(c) ?? c).join('');
    return plain !== '' && plain === plain.toUpperCase() && plain.length > 1 ? decoded.toUpperCase() : decoded;
  });
}

function decodeVni(s: string): string {
  let out = '';
  for (const c of s) {
    const key = c.toLowerCase();
    const before = out.normalize('NFC').at(-1)?.toLowerCase() ?? '';
    const mark =
      VNI_TONES.get(key) && /[aeiouyơư]/u.test(before)
        ? VNI_TONES.get(key)
        : VNI_HAT.get(key) && /[aeo]/u.test(before)
          ? VNI_HAT.get(key)
          : VNI_BREVE.get(key) && before === 'a'
            ? VNI_BREVE.get(key)
            : undefined;
    if (mark) out += mark;
    else {
      const alone = VNI_ALONE.get(key) ?? c;
      out += alone !== c && isUpper(c) ? alone.toUpperCase() : alone;
    }
  }
  return out.normalize('NFC');
}

const ONSET = '(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?';
const RIME =
  '(?:a(?:[iouy]|[cmnpt]|ch|n[gh])?|ă(?:[cmnpt]|ng)|â(?:[uy]|[cmnpt]|ng)|e(?:o|[cmnpt]|ng)?|ê(?:u|[mnpt]|ch|nh)?' +
  '|i(?:[au]|[cmnpt]|ch|nh|êu|ê(?:[cmnpt]|ng))?|o(?:i|[cmnpt]|ng|a(?:[ioy]|[cmnpt]|ch|n[gh])?|ă(?:[cmnt]|ng)|e(?:o|[mnt])?|oc|ong)?' +
  '|ô(?:i|[cmnpt]|ng)?|ơ(?:i|[mnpt])?|u(?:[ai]|[cmnpt]|ng|â(?:y|[nt]|ng)|ê(?:n|ch|nh)?|ô(?:i|[cmnt]|ng)|ơ|y(?:a|[untp]|ch|nh|ê[nt])?)?' +
  '|ư(?:[aiu]|[cmnt]|ng|ơ(?:[iu]|[cmnpt]|ng))?|y(?:êu|ê[mnt]|nh|t)?)';
const SYLLABLE = new RegExp(`^${ONSET}${RIME}$`, 'u');

/** Whether a word is spelled as a Vietnamese syllable (letters only; loose about which tone goes with which ending). */
export function isVietnameseSyllable(word: string): boolean {
  const letters = word.toLowerCase().normalize('NFD');
  const tones = letters.match(/[\u0300\u0309\u0303\u0301\u0323]/g) ?? [];
  return tones.length <= 1 && SYLLABLE.test(letters.replace(/[\u0300\u0309\u0303\u0301\u0323]/g, '').normalize('NFC'));
}

function spelledRight(s: string): number {
  let n = 0;
  for (const word of s.split(/[\s,.;:()/0-9-]+/u)) if (word && isVietnameseSyllable(word)) n++;
  return n;
}

/** Reads text as if it were in `encoding`. */
export function decodeLegacy(s: string, encoding: LegacyEncoding): string {
  return encoding === 'tcvn3' ? decodeTcvn3(s) : encoding === 'vni' ? decodeVni(s) : s;
}

/**
 * Which encoding spells more Vietnamese syllables, and the text read that way. Unicode wins a tie, so text that is
 * already right never changes. Give it many cells at once (a whole column): one short word can be right in two.
 */
export function fromLegacyEncoding(s: string): { text: string; encoding: LegacyEncoding } {
  let best: { text: string; encoding: LegacyEncoding; score: number } = {
    text: s,
    encoding: 'unicode',
    score: spelledRight(s),
  };
  if (/[\u00a1-\u00ff]/u.test(s.normalize('NFC'))) {
    for (const encoding of ['tcvn3', 'vni'] as const) {
      const text = decodeLegacy(s.normalize('NFC'), encoding);
      const score = spelledRight(text);
      if (score > best.score) best = { text, encoding, score };
    }
  }
  return { text: best.text, encoding: best.encoding };
}
