import type { z } from 'zod';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { addEvidence } from './add-evidence.server';
import type { excuseInput } from './input';

export interface ExcuseArgs extends z.output<typeof excuseInput> {
  viewer: Viewer;
  requestId?: string;
  address?: string;
}

/** Grants or withdraws an excuse (vắng có lý do) for one member and one session. @throws AppError not-found */
export function recordExcuse({ granted, ...args }: ExcuseArgs, db: Db): Promise<void> {
  return addEvidence(
    {
      ...args,
      right: 'attendance.record',
      auditAction: granted ? 'attendance.excuse' : 'attendance.withdraw-excuse',
      kind: 'EXCUSE',
      positive: granted,
      way: null,
    },
    db,
  );
}
