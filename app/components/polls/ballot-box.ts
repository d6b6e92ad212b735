import type { BlindRSA } from '@cloudflare/blindrsa-ts';
import { formTokenHeader } from '~/platform/form-token';

/**
 * The device's side of a secret vote (RFC 9474): it makes up a token, blinds it, has it signed, and puts token, signature and choice into the
 * box without saying who it is. Everything is kept on the device before it is asked for, so that a lost answer or a reload costs nothing.
 */
export interface KeptBallot {
  /** base64url */
  token: string;
  blinded: string;
  inverse: string;
  signature: string | null;
  option: number | null;
  cast: boolean;
}

const keyOf = (pollId: number) => `phieu-kin:${pollId}`;

export function readBallot(pollId: number): KeptBallot | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(pollId)) ?? 'null') as KeptBallot | null;
  } catch {
    return null;
  }
}

function keep(pollId: number, ballot: KeptBallot): KeptBallot {
  localStorage.setItem(keyOf(pollId), JSON.stringify(ballot));
  return ballot;
}

const encode = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const decode = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));

async function post(path: string, body: object, credentials: RequestCredentials): Promise<Record<string, unknown>> {
  const answer = await fetch(path, {
    method: 'POST',
    // In the box nobody's ballot: no cookie, and no token that is made of one.
    headers: { 'content-type': 'application/json', ...(credentials === 'omit' ? {} : formTokenHeader()) },
    body: JSON.stringify(body),
    credentials,
    referrerPolicy: 'no-referrer',
  });
  const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (!answer.ok) throw new BallotRefused(typeof said.detail === 'string' ? said.detail : '');
  return said;
}

/** The server said no; the message is its sentence, empty when it gave none. */
export class BallotRefused extends Error {
  override readonly name = 'BallotRefused';
}

/** Takes the ballot when it has not been taken, and puts it into the box. @throws BallotRefused; TypeError without network */
export async function castSecretBallot(args: { pollId: number; publicKey: string; option: number }): Promise<void> {
  const { pollId, option } = args;
  const { RSABSSA } = await import('@cloudflare/blindrsa-ts');
  const suite: BlindRSA = RSABSSA.SHA384.PSS.Randomized();
  const spki = decode(args.publicKey);
  const key = await crypto.subtle.importKey('spki', spki, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify']);
  let ballot = readBallot(pollId);
  if (!ballot) {
    const token = suite.prepare(crypto.getRandomValues(new Uint8Array(32)));
    const { blindedMsg, inv } = await suite.blind(key, token);
    const fresh = { token: encode(token), blinded: encode(blindedMsg), inverse: encode(inv) };
    ballot = keep(pollId, { ...fresh, signature: null, option: null, cast: false });
  }
  if (!ballot.signature) {
    const { signed } = await post(`/resources/phieu-kin/${pollId}/cap`, { blinded: ballot.blinded }, 'same-origin');
    const signature = await suite.finalize(key, decode(ballot.token), decode(String(signed)), decode(ballot.inverse));
    ballot = keep(pollId, { ...ballot, signature: encode(signature) });
  }
  // The choice is kept before it travels: after a lost answer the same one is sent again, never another.
  ballot = keep(pollId, { ...ballot, option: ballot.option ?? option });
  const { token, signature } = ballot;
  await post(`/resources/phieu-kin/${pollId}/bo`, { token, signature, option: ballot.option }, 'omit');
  keep(pollId, { ...ballot, cast: true });
}

/** For which option this device's ballot was counted; null: it is not in the box. */
export async function checkCounted(pollId: number, ballot: KeptBallot): Promise<number | null> {
  const { option } = await post(`/resources/phieu-kin/${pollId}/kiem`, { token: ballot.token }, 'omit');
  return typeof option === 'number' ? option : null;
}
