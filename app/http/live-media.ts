import { gzipSync } from 'node:zlib';
import { broadcastMaster, broadcastPlaylist, type LiveSegment, windowOf } from '~/modules/broadcasts/live-playlists';
import { type BroadcastFacts, readBroadcastFacts, readSegmentsAfter } from '~/modules/broadcasts/read-segments.server';
import { livePeriod } from '~/modules/broadcasts/segment-names';
import { countsInBroadcast } from '~/modules/broadcasts/timeline';
import type { WebServices } from '~/platform/services';
import { forNobody } from './who-asks';

/** `live`: the sliding window; `dvr`: everything since it went on air. Rendition null: the master. */
export interface LiveName {
  kind: 'live' | 'dvr';
  rendition: string | null;
}

export interface LivePlaylist {
  text: string;
  /** The same compressed, for long ones. */
  gzip: Buffer | null;
  /** Seconds. */
  maxAge: number;
}

/** How old what we know of a broadcast may be before it is asked for again: one query for all viewers. */
const FRESH_MS = 250;
/** So long what we know is good enough while the database is away. */
const STALE_MS = 60_000;
const GZIP_FROM = 4_096;
const MAX_KNOWN = 500;
/** A recording's or nobody's path is not asked for again so soon. */
const ABSENT_MS = 5_000;
const OVER = new Set(['ENDED', 'PUBLISHED', 'CANCELLED']);
const SOUND_ONLY = 'audio';

interface Known {
  facts: BroadcastFacts | null;
  segments: Map<string, LiveSegment[]>;
  /** Parts that have segments, in order: a part's place is its discontinuity number. */
  parts: number[];
  newest: number;
  readAt: number;
  reading: Promise<void> | null;
  /** Finished texts, until something changes. */
  texts: Map<string, LivePlaylist | null>;
}

/** `live.m3u8`, `dvr-720p.m3u8` …; null: no live playlist's name. */
export function readLiveName(file: string): LiveName | null {
  const match = /^(live|dvr)(?:-([a-z0-9]{1,8}))?\.m3u8$/.exec(file);
  return match && { kind: match[1] as LiveName['kind'], rendition: match[2] ?? null };
}

/** Playlists of broadcasts out of memory: one query each half second and broadcast, however many watch. */
export class LiveMedia {
  private readonly known = new Map<string, Known>();

  constructor(private readonly services: WebServices) {}

  /** Null when there is no such broadcast, or nothing of it to play yet. */
  async playlist(publicPath: string, name: LiveName): Promise<LivePlaylist | null> {
    const known = await this.fresh(publicPath);
    if (!known.facts) return null;
    const text = `${name.kind}-${name.rendition}`;
    const ready = known.texts.get(text);
    if (ready !== undefined) return ready;
    const made = pack(name, known, known.facts);
    known.texts.set(text, made);
    return made;
  }

  /** Whether the key of this period opens something that exists, or will within the next period; always for what is no broadcast. */
  async mayHaveKey(publicPath: string, period: number): Promise<boolean> {
    const { facts, newest } = await this.fresh(publicPath);
    return !facts || period <= livePeriod(newest + 1) + 1;
  }

  private async fresh(publicPath: string): Promise<Known> {
    let known = this.known.get(publicPath);
    if (!known) {
      if (this.known.size >= MAX_KNOWN) this.forgetOldest();
      known = {
        ...{ facts: null, segments: new Map(), parts: [], newest: -1, readAt: 0, reading: null, texts: new Map() },
      };
      this.known.set(publicPath, known);
    }
    const age = Date.now() - known.readAt;
    if (age <= (known.facts ? FRESH_MS : ABSENT_MS)) return known;
    known.reading ??= this.read(publicPath, known);
    try {
      await known.reading;
    } catch (error) {
      if (!known.facts || age > STALE_MS) throw error;
      this.services.logger.warn({ err: error }, 'playlists are not up to date');
    }
    return known;
  }

  private async read(publicPath: string, known: Known): Promise<void> {
    try {
      const { facts, fresh } = await forNobody(this.services, async ({ pool }) => {
        const facts = await readBroadcastFacts(publicPath, pool);
        return { facts, fresh: facts ? await readSegmentsAfter(facts.id, known.newest, pool) : [] };
      });
      for (const { rendition, ...segment } of fresh) {
        const list = known.segments.get(rendition);
        if (list) list.push(segment);
        else known.segments.set(rendition, [segment]);
        if (known.parts.at(-1) !== segment.part) known.parts.push(segment.part);
        known.newest = segment.sequence;
      }
      if (fresh.length > 0 || JSON.stringify(facts) !== JSON.stringify(known.facts)) known.texts.clear();
      known.facts = facts;
      known.readAt = Date.now();
    } finally {
      known.reading = null;
    }
  }

  private forgetOldest(): void {
    const [oldest] = [...this.known].sort(([, a], [, b]) => a.readAt - b.readAt);
    if (oldest) this.known.delete(oldest[0]);
  }
}

function pack({ kind, rendition }: LiveName, known: Known, facts: BroadcastFacts): LivePlaylist | null {
  const text =
    rendition === null || rendition === SOUND_ONLY
      ? known.newest < 0
        ? null
        : broadcastMaster(facts.renditions, `${kind}-`, rendition === SOUND_ONLY)
      : mediaText(kind, rendition, known, facts);
  if (text === null) return null;
  return {
    text,
    gzip: text.length >= GZIP_FROM ? gzipSync(text, { level: 4 }) : null,
    maxAge: rendition === null ? 5 : 1,
  };
}

function mediaText(kind: LiveName['kind'], rendition: string, known: Known, facts: BroadcastFacts): string | null {
  const all = known.segments.get(rendition) ?? [];
  const ended = OVER.has(facts.state);
  // Before it is on air there is only a preview; afterwards all that was broadcast, pauses left out.
  const broadcast = kind === 'dvr' || ended ? all.filter((segment) => countsInBroadcast(segment, facts)) : all;
  const segments = kind === 'live' ? windowOf(broadcast, ended ? null : facts.onAirAt) : broadcast;
  const [first] = segments;
  if (!first) return null;
  const discontinuities = kind === 'live' ? Math.max(0, known.parts.indexOf(first.part)) : 0;
  return broadcastPlaylist({ rendition, segments, kind: kind === 'live' ? 'LIVE' : 'EVENT', ended, discontinuities });
}
