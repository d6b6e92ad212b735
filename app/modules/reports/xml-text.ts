// Code points XML 1.0 does not allow: they would make Word and Excel ask for a repair.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NEEDS_WORK = /[&<>"]|[^\u0020-\ud7ff\ue000-\ufffd]/;

/** Text for an XML element or attribute, in NFC, without what XML refuses. */
export function xmlText(text: string): string {
  const composed = text.normalize('NFC');
  if (!NEEDS_WORK.test(composed)) return composed;
  return composed
    .replace(FORBIDDEN, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
