import { createHash } from 'node:crypto';

/**
 * What passes and tickets say of the browser they were issued to: 9 bytes of a hash of its sign-in token, so that they work only beside
 * that sign-in's cookie, and tell nothing of it. Another prefix than the stored hash has: one cannot be made of the other. Of a token that
 * was renewed only the first half counts, which stays (`renewToken`): a lecture goes on when its person says the password again.
 */
export const deviceTag = (authToken: string): string =>
  createHash('sha256')
    .update(`device.${authToken.split('.', 1)[0]}`)
    .digest()
    .subarray(0, 9)
    .toString('base64url');
