/** The hidden field in which every form that posts carries its token, and the header that scripts send it in. */
export const FORM_TOKEN_FIELD = 'ma-bieu-mau';
export const FORM_TOKEN_HEADER = 'x-form-token';
/** Where the page says its token, for scripts. */
export const FORM_TOKEN_META = 'form-token';

const pageToken = () => document.querySelector(`meta[name="${FORM_TOKEN_META}"]`)?.getAttribute('content') ?? '';

/** For `fetch` in the browser: the header that says that a write comes from this page. */
export function formTokenHeader(): Record<string, string> {
  const token = pageToken();
  return token ? { [FORM_TOKEN_HEADER]: token } : {};
}

/** The same for `submit` with fields that a script has put together: they go first. */
export const formTokenField = (): Record<string, string> => ({ [FORM_TOKEN_FIELD]: pageToken() });
