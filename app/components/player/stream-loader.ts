import type Hls from 'hls.js';
import type { ErrorData, HlsConfig } from 'hls.js';

export type StreamState = 'loading' | 'ready' | 'reconnecting' | 'expired' | 'gone' | 'failed';

export interface StreamOptions {
  video: HTMLVideoElement;
  url: string;
  startAt: number;
  onState: (state: StreamState) => void;
  /** Lines of each rung once known, highest first. */
  onQualities: (heights: number[]) => void;
  /** A new media pass; false when the person has to sign in again. */
  renew: () => Promise<boolean>;
  /** For the big screen of a hall. */
  hall: boolean;
}

/** A running stream of one address into one video element. */
export interface Stream {
  /** Lines of the picture, null for automatic. Takes effect with the next segment. */
  setQuality(height: number | null): void;
  destroy(): void;
}

// For poor links: the smallest rung first, no probing download, a low estimate until something is measured.
const CONFIG: Partial<HlsConfig> = {
  startLevel: 0,
  testBandwidth: false,
  abrEwmaDefaultEstimate: 300_000,
  capLevelToPlayerSize: true,
  maxBufferLength: 40,
  maxMaxBufferLength: 120,
  backBufferLength: 60,
  // fMP4 needs no transmuxing worth a thread, and the page's policy stays without blob workers.
  enableWorker: false,
};
/** A hall: one screen for many, on a link of its own. Begins with the sharpest picture that 8 Mbit/s carry; goes down where they are not there. */
export const HALL_CONFIG: Partial<HlsConfig> = {
  startLevel: -1,
  abrEwmaDefaultEstimate: 8_000_000,
  capLevelToPlayerSize: false,
};
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const MOST_RECOVERIES = 2;

/** Loads hls.js, which nobody downloads who plays nothing, and opens the stream; the browser's own HLS only where there is no other way. */
export async function openStream(options: StreamOptions): Promise<Stream> {
  const { default: HlsPlayer } = await loadPlayerCode(options.onState);
  if (HlsPlayer.isSupported()) return hlsStream(HlsPlayer, options);
  if (options.video.canPlayType('application/vnd.apple.mpegurl') !== '') return nativeStream(options);
  throw new Error('this browser plays no HLS');
}

/** Its own download may meet the broken network first. @throws when it still fails after the last try */
async function loadPlayerCode(onState: StreamOptions['onState']): Promise<typeof import('hls.js')> {
  for (const wait of RETRY_MS) {
    try {
      return await import('hls.js');
    } catch {
      onState('reconnecting');
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return import('hls.js');
}

function hlsStream(
  HlsPlayer: typeof Hls,
  { video, url, startAt, onState, onQualities, renew, hall }: StreamOptions,
): Stream {
  const hls = new HlsPlayer({ ...CONFIG, ...(hall ? HALL_CONFIG : {}), startPosition: startAt });
  let wanted: number | null = null;
  let failures = 0;
  let recoveries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let destroyed = false;

  const applyQuality = (): void => {
    const level = wanted === null ? -1 : hls.levels.findIndex((one) => one.height === wanted);
    hls.nextLevel = level;
  };
  const again = (): void => {
    clearTimeout(timer);
    if (destroyed) return;
    if (hls.levels.length === 0) hls.loadSource(url);
    else hls.startLoad(-1);
  };
  const retryLater = (): void => {
    onState('reconnecting');
    clearTimeout(timer);
    timer = setTimeout(again, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  };
  const refreshPass = (): void => {
    failures += 1;
    onState('reconnecting');
    renew().then((renewed) => (renewed ? again() : onState('expired')), retryLater);
  };
  const onError = (data: ErrorData): void => {
    if (!data.fatal) {
      // A stall with nothing arriving looks like a broken player unless it says what it is waiting for.
      if (data.type === HlsPlayer.ErrorTypes.NETWORK_ERROR && video.readyState < 3) onState('reconnecting');
      return;
    }
    const status = data.response?.code ?? 0;
    if (data.type === HlsPlayer.ErrorTypes.NETWORK_ERROR) {
      const denied = status === 403 || status === 410;
      if (status === 404) onState('gone');
      else if (denied && failures > RETRY_MS.length) onState('expired');
      else if (denied) refreshPass();
      else retryLater();
      return;
    }
    if (data.type === HlsPlayer.ErrorTypes.MEDIA_ERROR && recoveries < MOST_RECOVERIES) {
      recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    onState('failed');
  };

  hls.on(HlsPlayer.Events.MANIFEST_PARSED, (_event, data) => {
    const heights = data.levels.map((level) => level.height).filter((height) => height > 0);
    onQualities([...new Set(heights)].sort((a, b) => b - a));
    if (wanted !== null) applyQuality();
  });
  hls.on(HlsPlayer.Events.FRAG_BUFFERED, () => {
    failures = 0;
    onState('ready');
  });
  hls.on(HlsPlayer.Events.ERROR, (_event, data) => onError(data));
  window.addEventListener('online', again);
  onState('loading');
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    setQuality(height) {
      wanted = height;
      if (hls.levels.length > 0) applyQuality();
    },
    destroy() {
      destroyed = true;
      clearTimeout(timer);
      window.removeEventListener('online', again);
      hls.destroy();
    },
  };
}

function nativeStream({ video, url, startAt, onState }: StreamOptions): Stream {
  const ready = (): void => onState('ready');
  const failed = (): void => onState('failed');
  video.addEventListener('canplay', ready);
  video.addEventListener('error', failed);
  onState('loading');
  video.src = url;
  video.currentTime = startAt;
  return {
    setQuality() {},
    destroy() {
      video.removeEventListener('canplay', ready);
      video.removeEventListener('error', failed);
      video.removeAttribute('src');
      video.load();
    },
  };
}
