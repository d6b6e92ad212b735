export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const DEFAULT_LANGUAGE: Language = 'vi';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);
export const isTheme = (value: unknown): value is Theme => THEMES.includes(value as Theme);

/** Over HTTPS bound to this host, as every cookie of the site. */
export const preferenceCookieName = (name: 'lang' | 'theme', secure: boolean): string =>
  secure ? `__Host-${name}` : name;

/** A `Set-Cookie` value that remembers a preference for a year. Not a secret, but no script needs it either. */
export function preferenceCookie(name: 'lang' | 'theme', value: Language | Theme, secure: boolean): string {
  return `${preferenceCookieName(name, secure)}=${value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
