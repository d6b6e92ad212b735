/** What a browser says it is, in words: `Chrome trên Android`. Its own claim, not proof. Null: it said nothing one knows. */
export function deviceText(userAgent: string | null): { browser: string; system: string } | null {
  if (!userAgent) return null;
  const browser = BROWSERS.find(([mark]) => mark.test(userAgent))?.[1];
  const system = SYSTEMS.find(([mark]) => mark.test(userAgent))?.[1];
  return browser || system ? { browser: browser ?? '', system: system ?? '' } : null;
}

// In this order: nearly every browser also claims to be Chrome or Safari.
const BROWSERS: readonly [RegExp, string][] = [
  [/\bcoc_coc_browser\/|\bCocCoc/i, 'Cốc Cốc'],
  [/\bZalo\b/i, 'Zalo'],
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bUCBrowser\//, 'UC Browser'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Headless)?(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X|Macintosh/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

export type AddressClass = 'this-machine' | 'internal' | 'internet' | 'unknown';

/** Whether an address is of this machine, of a network inside an office or a home, or of the Internet. No place: nothing here knows one. */
export function addressClass(address: string | null): AddressClass {
  const text = (address ?? '').toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  const v4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(text);
  if (v4) {
    const [first, second] = [Number(v4[1]), Number(v4[2])];
    if (first === 127) return 'this-machine';
    const inside =
      first === 10 ||
      (first === 172 && second >= 16 && second <= 31) ||
      (first === 192 && second === 168) ||
      (first === 169 && second === 254) ||
      // Carrier-grade NAT: phones see it, the server does not unless it stands in the operator's net.
      (first === 100 && second >= 64 && second <= 127);
    return inside ? 'internal' : 'internet';
  }
  if (!text.includes(':')) return 'unknown';
  if (text === '::1') return 'this-machine';
  return /^(f[cd]|fe[89ab])/.test(text) ? 'internal' : 'internet';
}
