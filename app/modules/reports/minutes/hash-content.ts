import { createHash } from 'node:crypto';
import { canonicalJson } from '../snapshot-content';

/** SHA-256 of a paper's content, the same after a round trip through jsonb. */
export const hashContent = (content: unknown): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');
