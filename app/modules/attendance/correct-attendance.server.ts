import type { z } from 'zod';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { addEvidence } from './add-evidence.server';
import type { correctionInput } from './input';

export type CorrectionArgs = z.output<typeof correctionInput> & {
  viewer: Viewer;
  requestId?: string;
  address?: string;
};

/**
 * A person's verdict over the evidence, with a reason; the evidence stays beside it and the newest correction counts.
 * @throws AppError not-found
 */
export function correctAttendance(args: CorrectionArgs, db: Db): Promise<void> {
  const { viewer, sessionId, memberId, reason, requestId, address } = args;
  return addEvidence(
    {
      ...{ viewer, sessionId, memberId, reason, requestId, address },
      right: 'attendance.correct',
      auditAction: 'attendance.correct',
      kind: 'CORRECTION',
      positive: args.verdict !== 'NOT_ATTENDED',
      way: args.verdict === 'NOT_ATTENDED' ? null : args.verdict,
    },
    db,
  );
}
