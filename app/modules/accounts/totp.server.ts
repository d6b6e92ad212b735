import { generateSecret, generateURI, verify } from 'otplib';

const STEP_SECONDS = 30;
const ISSUER = 'Điểm Cầu';

/** 160 random bits in base32, as authenticator apps take them. */
export const makeTotpSecret = (): string => generateSecret({ length: 20 });

/** What the QR code says. */
export const totpAddress = (secret: string, username: string): string =>
  generateURI({ issuer: ISSUER, label: username, secret });

/** Digits alone: people type the code as the app shows it, `123 456`. */
export const foldCode = (code: string): string => code.replace(/[\s.-]/g, '');

/**
 * The 30-second step whose code this is, or null. Clocks may differ by one step to either side; a step that was used, and
 * those before it, are refused, so that a code read over somebody's shoulder is worth nothing.
 */
export async function matchTotpStep(args: {
  secret: string;
  code: string;
  now: Date;
  lastStep: number;
}): Promise<number | null> {
  const token = foldCode(args.code);
  if (!/^\d{6}$/.test(token)) return null;
  const epoch = Math.floor(args.now.getTime() / 1000);
  const current = Math.floor(epoch / STEP_SECONDS);
  // One step at a time, and whole steps: the library's tolerance is in seconds and would reach two at the edges.
  for (const step of [current, current - 1, current + 1]) {
    if (step <= args.lastStep) continue;
    const { valid } = await verify({ secret: args.secret, token, epoch: step * STEP_SECONDS, epochTolerance: 0 });
    if (valid) return step;
  }
  return null;
}
