import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import { describeMyData } from '~/modules/privacy/describe-my-data';
import { getMyData } from '~/modules/privacy/get-my-data.server';
import { exportMyDataJob } from '~/modules/privacy/jobs';
import { VIETNAMESE } from '~/platform/i18n/use-translation';
import { formatWithClock, HANOI } from '~/platform/time';
import { renderDataSheet } from '../renderers/data-sheet';
import type { JobRun } from './index';

export const exportMyData = {
  job: exportMyDataJob,
  async run({ exportId }: z.output<typeof exportMyDataJob.payload>, { services }: JobRun): Promise<void> {
    const { db, storage, clock } = services;
    const wanted = await db.dataExport.findUnique({
      where: { id: exportId },
      select: {
        state: true,
        account: { select: { id: true, memberId: true, displayName: true, member: { include: { unit: true } } } },
      },
    });
    if (wanted?.state !== 'QUEUED') return;
    const { id: accountId, memberId, displayName, member } = wanted.account;
    const data = await getMyData({ accountId, memberId }, services);
    const timeZone = member?.timeZone ?? member?.unit.timeZone ?? HANOI;
    const made = formatWithClock(clock.now(), timeZone);
    const folder = await mkdtemp(path.join(tmpdir(), 'diemcau-export-'));
    try {
      const file = path.join(folder, 'file.pdf');
      await renderDataSheet(
        {
          title: 'Dữ liệu của tôi trên hệ thống Điểm Cầu',
          lead: [
            `Của đồng chí ${displayName}, lập lúc ${made}.`,
            'Bản này gồm mọi thông tin hệ thống giữ về đồng chí. Đồng chí hãy giữ cẩn thận, không chuyển cho người khác.',
          ],
          sections: describeMyData(data, { t: VIETNAMESE.t, language: 'vi', timeZone }),
          nothing: 'Không có.',
        },
        createWriteStream(file, { mode: 0o600 }),
      );
      const storageKey = `exports/${exportId}/du-lieu-cua-toi.pdf`;
      const byteSize = await storage.put(storageKey, createReadStream(file));
      const finishedAt = clock.now();
      await db.dataExport.updateMany({
        where: { id: exportId, state: 'QUEUED' },
        data: { state: 'READY', storageKey, byteSize, finishedAt },
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
