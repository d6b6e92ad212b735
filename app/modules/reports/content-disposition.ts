import { searchKey } from '~/platform/vietnamese';

/** `attachment` with the Vietnamese name (RFC 5987) and a plain one for old programs. */
export function contentDisposition(fileName: string): string {
  const clean = fileName
    .normalize('NFC')
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(-150);
  const dot = clean.lastIndexOf('.');
  const plain = `${
    searchKey(clean.slice(0, dot))
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'tep'
  }${clean.slice(dot)}`;
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
