import { readFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import { initName, LIVE_SEGMENT_SECONDS, livePeriod, segmentName } from '~/modules/broadcasts/segment-names';
import type { Rendition } from '~/modules/media/asset-data';
import { contentKey, encryptSegment } from '~/modules/media/content-key';
import { claimContentSecret } from '~/modules/media/content-secret.server';
import { assetPrefix } from '~/modules/media/media-folders.server';
import { avcCodec, readSegments } from '~/modules/media/playlists';
import type { Services } from '~/platform/services';

/** What has to be known about a part to take up its segments, also after a crash: part.json in its folder. */
export interface PartNote {
  partId: number;
  number: number;
  broadcastId: number;
  publicPath: string;
  /** Milliseconds since 1970 of its first picture, as far as it is known. */
  programAt: number;
  /** Bandwidths and codecs are filled in from what was made. */
  renditions: Rendition[];
  /** Renditions that are not made of their own: name → whose files are taken. */
  instead?: Record<string, string>;
}

/** Where the next segment of a broadcast stands; parts write it one after the other. */
export interface BroadcastTail {
  sequence: number;
  /** Program time up to which there are segments. */
  programAt: number;
}

/**
 * Takes up one part's finished segments in order: encrypts, stores, writes their rows, removes them from the work folder. All
 * renditions of a moment together, so that every playlist has every number. What fails is tried again with the next call.
 */
export class PartRecorder {
  /** Number of the next segment as ffmpeg counts, and the media time it begins at, by rendition in milliseconds. */
  private index = 0;
  private readonly elapsed: number[];
  private described = false;
  private frozen = false;
  /** What this broadcast's keys follow from: asked for once, and the same for all its parts. */
  private secret: string | undefined;

  constructor(
    private readonly services: Pick<Services, 'env' | 'pool' | 'storage'>,
    readonly note: PartNote,
    private readonly folder: string,
    private readonly tail: BroadcastTail,
    private readonly onProgramTime: () => void = () => {},
  ) {
    this.elapsed = note.renditions.map(() => 0);
  }

  /** After a crash: goes on behind the rows that there are. */
  async resume(): Promise<void> {
    const { rows } = await this.services.pool.query<{ rendition: string; count: number; ms: number; first: Date }>(
      `select rendition, count(*)::int as count, sum(duration_ms)::int as ms, min(program_at) as first
         from broadcast_segment where part_id = $1 group by rendition`,
      [this.note.partId],
    );
    const [first] = this.note.renditions;
    const found = rows.find((row) => row.rendition === first?.name);
    if (!found) return;
    this.index = found.count;
    this.note.programAt = found.first.getTime();
    this.frozen = true;
    this.note.renditions.forEach((rendition, i) => {
      this.elapsed[i] = rows.find((row) => row.rendition === rendition.name)?.ms ?? 0;
    });
  }

  /** Media time that is stored, milliseconds. */
  get elapsedMs(): number {
    return this.elapsed[0] ?? 0;
  }

  /** When the part began, by our clock: known better with every message, until its first segment has its place. */
  setClock(programAt: number): void {
    if (!this.frozen) this.note.programAt = programAt;
  }

  /** Returns how many moments were taken up. */
  async collect(): Promise<number> {
    const { renditions } = this.note;
    const lists = await Promise.all(renditions.map((rendition) => this.listed(this.madeAs(rendition.name))));
    let taken = 0;
    for (;;) {
      const durations = lists.map((list) => list.get(this.index));
      if (durations.some((duration) => duration === undefined)) return taken;
      await this.take(durations as number[]);
      taken += 1;
    }
  }

  /** Whose files are taken for a rendition: its own, or those of the one that stands in for it. */
  private madeAs(name: string): string {
    return this.note.instead?.[name] ?? name;
  }

  private async listed(name: string): Promise<Map<number, number>> {
    const text = await readFile(path.join(this.folder, `${name}.m3u8`), 'utf8').catch(() => '');
    return new Map(
      readSegments(text).map(({ uri, duration }) => [Number(/_(\d+)\.m4s$/.exec(uri)?.[1] ?? -1), duration]),
    );
  }

  private async take(durations: number[]): Promise<void> {
    const { env, storage, pool } = this.services;
    const { note, tail } = this;
    const { sequence } = tail;
    const prefix = assetPrefix(note.publicPath);
    if (!this.described) await this.describe(durations);
    if (!this.frozen) {
      // A clock that was set back, or a backup that takes over in mid-segment: program time never runs backwards.
      note.programAt = Math.max(note.programAt, tail.programAt);
      this.frozen = true;
      this.onProgramTime();
    }
    this.secret ??= await claimContentSecret(note.publicPath, env.MEDIA_SECRET, pool);
    const key = contentKey(this.secret, note.publicPath, livePeriod(sequence));
    const files = note.renditions.map(({ name }) =>
      path.join(this.folder, `${this.madeAs(name)}_${String(this.index).padStart(6, '0')}.m4s`),
    );
    const sizes = await Promise.all(
      note.renditions.map(async ({ name }, i) => {
        const sealed = encryptSegment(await readFile(files[i] ?? ''), key, sequence);
        return storage.put(`${prefix}/${segmentName(name, sequence)}`, sealed);
      }),
    );
    const begins = this.elapsed.map((ms) => note.programAt + ms);
    await pool.query(
      `insert into broadcast_segment (part_id, rendition, sequence, program_at, duration_ms, period, byte_size)
       select $1, r, $2, to_timestamp(p / 1000.0), d, $3, s from unnest($4::text[], $5::float8[], $6::int[], $7::int[]) x(r, p, d, s)
       on conflict do nothing`,
      [
        ...[note.partId, sequence, livePeriod(sequence), note.renditions.map(({ name }) => name), begins],
        ...[durations.map((duration) => Math.round(duration * 1000)), sizes],
      ],
    );
    durations.forEach((duration, i) => {
      this.elapsed[i] = (this.elapsed[i] ?? 0) + Math.round(duration * 1000);
    });
    this.index += 1;
    tail.sequence += 1;
    tail.programAt = note.programAt + (this.elapsed[0] ?? 0);
    await Promise.all(files.map((file) => unlink(file).catch(() => {})));
  }

  /** The clear inits into storage, and what they say into the part's row: from then on the part can be played. */
  private async describe(durations: number[]): Promise<void> {
    const { storage, pool } = this.services;
    const { note } = this;
    for (const [i, rendition] of note.renditions.entries()) {
      const init = await readFile(path.join(this.folder, `init_${this.madeAs(rendition.name)}.mp4`));
      await storage.put(`${assetPrefix(note.publicPath)}/${initName(rendition.name, note.number)}`, init);
      if (rendition.kind === 'AUDIO') continue;
      rendition.codecs = avcCodec(init) ?? rendition.codecs;
      if (rendition.bandwidth > 0) continue;
      // Not encoded by us: as much as its first segment says, with some room.
      const first = await readFile(
        path.join(this.folder, `${rendition.name}_${String(this.index).padStart(6, '0')}.m4s`),
      );
      rendition.averageBandwidth = Math.ceil((first.length * 8) / (durations[i] || LIVE_SEGMENT_SECONDS));
      rendition.bandwidth = Math.ceil(rendition.averageBandwidth * 1.3);
    }
    await pool.query('update broadcast_part set renditions = $2 where id = $1', [
      note.partId,
      JSON.stringify(note.renditions),
    ]);
    this.described = true;
  }
}
