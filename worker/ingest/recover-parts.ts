import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Services } from '~/platform/services';
import { type PartNote, PartRecorder } from './part-recorder';
import { liveWorkFolder, NOTE_FILE } from './work-folders';

type Where = Pick<Services, 'env' | 'pool' | 'db' | 'storage' | 'logger'>;

/**
 * Before encoders are let in: what a killed process left in the work folder is stored where it belongs, or removed. Its ffmpegs
 * died with it. Parts that were never ended get the end of their last segment. Returns how many moments were saved.
 */
export async function recoverParts(services: Where): Promise<number> {
  const root = liveWorkFolder(services.env);
  let saved = 0;
  for (const broadcast of await numbered(root)) {
    // In the order of their numbers: sequence numbers go on from part to part.
    for (const part of await numbered(path.join(root, broadcast))) {
      saved += await recoverPart(services, path.join(root, broadcast, part));
    }
  }
  await rm(root, { recursive: true, force: true });
  await services.pool.query(
    `update broadcast_part p
        set ended_at = coalesce((select max(s.program_at + s.duration_ms * interval '1 millisecond')
                                   from broadcast_segment s where s.part_id = p.id), p.started_at)
      where p.ended_at is null`,
  );
  return saved;
}

async function numbered(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  return names.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b));
}

async function recoverPart(services: Where, folder: string): Promise<number> {
  let note: PartNote;
  try {
    note = JSON.parse(await readFile(path.join(folder, NOTE_FILE), 'utf8')) as PartNote;
  } catch {
    // Killed before the note was written: then there is no segment either.
    return 0;
  }
  const { rows } = await services.pool.query<{ sequence: number; ends: number | null }>(
    `select coalesce(max(s.sequence) + 1, 0)::int as sequence,
            (extract(epoch from max(s.program_at + s.duration_ms * interval '1 millisecond')) * 1000)::float8 as ends
       from broadcast_part p left join broadcast_part q on q.broadcast_id = p.broadcast_id
       left join broadcast_segment s on s.part_id = q.id
      where p.id = $1 and p.broadcast_id = $2 group by p.id`,
    [note.partId, note.broadcastId],
  );
  const [row] = rows;
  if (!row) return 0;
  const recorder = new PartRecorder(services, note, folder, { sequence: row.sequence, programAt: row.ends ?? 0 });
  await recorder.resume();
  const saved = await recorder.collect();
  services.logger.info({ broadcastId: note.broadcastId, part: note.number, saved }, 'leftovers of a part taken up');
  return saved;
}
