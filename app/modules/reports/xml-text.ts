// Code points XML 1.0 does not allow: they would make Word and Excel ask for a repair.
const FORBIDDEN = /\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;
const KEPT = new Set(['\t', '\n', '\r']);
const NEEDS_WORK = /[&<>"]|[^\u0020-\ud7ff\ue000-\ufffd]/;

/** Text for an XML element or attribute, in NFC, without what XML refuses. */
export function xmlText(text: string): string {
  const composed = text.normalize('NFC');
  if (!NEEDS_WORK.test(composed)) return composed;
  return composed
    .replace(FORBIDDEN, (char) => (KEPT.has(char) ? char : ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
