/** Segments of live broadcasts are this long, in seconds; a content key lasts for so many of them (5 minutes). */
export const LIVE_SEGMENT_SECONDS = 2;
export const LIVE_SEGMENTS_A_KEY = 150;

/** Which content key the segment with this media sequence number has. */
export const livePeriod = (sequence: number): number => Math.floor(sequence / LIVE_SEGMENTS_A_KEY);

/** Names below the broadcast's folder in storage, as playlists give them. */
export const segmentName = (rendition: string, sequence: number): string =>
  `${rendition}_${String(sequence).padStart(7, '0')}.m4s`;
export const initName = (rendition: string, part: number): string => `init_${rendition}_${part}.mp4`;
