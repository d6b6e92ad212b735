import { formTokenHeader } from '~/platform/form-token';

export interface RenewedPlayback {
  ticket: string;
  expiresAt: string;
  /** Of a recording: what it plays now; another one than the page has when it was trimmed or replaced. */
  master?: string;
}

/**
 * Asks for a new ticket; the answer also carries a new media pass as a cookie. Null when the person is signed out or may not watch any
 * more: reload the page. Rejects when the server cannot be reached.
 */
export const renewPlayback = (sessionId: number): Promise<RenewedPlayback | null> =>
  renewAt(`/resources/playback-ticket/${sessionId}`);

/** The same for what is broadcast now. */
export const renewLive = (sessionId: number): Promise<RenewedPlayback | null> =>
  renewAt(`/resources/live-ticket/${sessionId}`);

async function renewAt(address: string): Promise<RenewedPlayback | null> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { accept: 'application/json', ...formTokenHeader() },
    credentials: 'same-origin',
    redirect: 'manual',
  });
  if (response.type === 'opaqueredirect' || (response.status >= 400 && response.status < 500)) return null;
  if (!response.ok) throw new Error(`renewal answered ${response.status}`);
  return (await response.json()) as RenewedPlayback;
}
