import { can, scopePaths } from '~/modules/accounts/access';
import type { Viewer } from '~/modules/accounts/viewer';
import type { Db } from '~/platform/db';
import { notFound } from '~/platform/errors';

/** One member with dated statuses and homes. @throws AppError not-found also when the viewer may not see them */
export async function getMemberDetail({ viewer, memberId }: { viewer: Viewer; memberId: number }, db: Db) {
  if (!Number.isInteger(memberId) || memberId < 1 || memberId > 2_147_483_647) throw notFound();
  const [place] = await db.$queryRaw<{ path: string }[]>`
    select u.path::text as path from member m join unit u on u.id = m.unit_id
     where m.id = ${memberId} and u.path <@ any(${scopePaths(viewer, 'member.view')}::ltree[])`;
  if (!place) throw notFound();
  const member = await db.member.findUniqueOrThrow({
    where: { id: memberId },
    include: {
      unit: { select: { id: true, code: true, name: true, timeZone: true } },
      statuses: { orderBy: [{ validFrom: 'desc' }, { id: 'desc' }] },
      homes: { orderBy: [{ validFrom: 'desc' }, { id: 'desc' }], include: { unit: { select: { name: true } } } },
    },
  });
  return { member, path: place.path, manages: can(viewer, 'member.manage', place.path) };
}
