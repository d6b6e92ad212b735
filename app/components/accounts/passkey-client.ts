import { formTokenHeader } from '~/platform/form-token';

/** What a passkey order answered: where to go on to, codes to show once, or what went wrong in words. */
export interface PasskeyAnswer {
  next?: string;
  codes?: string[] | null;
  message?: string;
}

async function post(address: string, body: object): Promise<{ ok: boolean; data: Record<string, unknown> }> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...formTokenHeader() },
    body: JSON.stringify(body),
  });
  const data = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  return { ok: response.ok, data };
}

/** The words for a person when the browser itself ended it: they closed the window, or the device has no passkey. */
const ENDED = 'Đã hủy, hoặc thiết bị này chưa có khóa truy cập. Đồng chí có thể thử lại hay dùng cách khác.';
const FAILED = 'Chưa kết nối được. Đồng chí hãy kiểm tra mạng rồi thử lại.';

/** Asks the server what to sign, the device to sign it, and the server whether it fits. The library comes with the first press. */
export async function askPasskey(
  address: string,
  kind: 'get' | 'create',
  extra: Record<string, string>,
): Promise<PasskeyAnswer> {
  try {
    const begun = await post(address, { order: 'begin', ...extra });
    if (!begun.ok) return { message: String(begun.data.detail ?? FAILED) };
    const { startAuthentication, startRegistration } = await import('@simplewebauthn/browser');
    let response: unknown;
    try {
      const optionsJSON = begun.data.options as never;
      response = await (kind === 'get' ? startAuthentication({ optionsJSON }) : startRegistration({ optionsJSON }));
    } catch {
      return { message: ENDED };
    }
    const done = await post(address, { order: 'finish', response, ...extra });
    if (!done.ok) return { message: String(done.data.detail ?? FAILED) };
    return done.data as PasskeyAnswer;
  } catch {
    return { message: FAILED };
  }
}
