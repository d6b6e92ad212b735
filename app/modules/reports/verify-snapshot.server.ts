import type { Db } from '~/platform/db';
import { type FrozenFigures, SnapshotHash } from './snapshot-content';

const BATCH = 5_000;

/** Whether what is stored still has the hash it was frozen with. */
export async function verifySnapshot(snapshotId: number, db: Db): Promise<boolean> {
  const snapshot = await db.snapshot.findUniqueOrThrow({
    where: { id: snapshotId },
    select: { figures: true, sha256: true },
  });
  const hash = new SnapshotHash(snapshot.figures as unknown as FrozenFigures);
  for (let after = 0; ; ) {
    const members = await db.snapshotMember.findMany({
      where: { snapshotId, memberId: { gt: after } },
      orderBy: { memberId: 'asc' },
      take: BATCH,
    });
    for (const member of members) hash.add(member);
    after = members.at(-1)?.memberId ?? after;
    if (members.length < BATCH) return hash.hex() === snapshot.sha256;
  }
}
