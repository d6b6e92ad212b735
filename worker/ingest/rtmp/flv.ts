import type { MediaMessage } from './rtmp-connection';

const TAG_TYPE = { AUDIO: 8, VIDEO: 9, DATA: 18 } as const;

/** The head of an FLV file (Adobe FLV specification, annex E). */
export function flvHeader(hasAudio: boolean): Buffer {
  return Buffer.from([0x46, 0x4c, 0x56, 1, (hasAudio ? 4 : 0) | 1, 0, 0, 0, 9, 0, 0, 0, 0]);
}

/** A message as FLV carries it; `timestamp` in milliseconds from the file's beginning. */
export function flvTag(kind: MediaMessage['kind'], timestamp: number, body: Buffer): Buffer {
  const tag = Buffer.allocUnsafe(11 + body.length + 4);
  tag[0] = TAG_TYPE[kind];
  tag.writeUIntBE(body.length, 1, 3);
  tag.writeUIntBE(timestamp & 0xff_ffff, 4, 3);
  tag[7] = (timestamp >>> 24) & 0xff;
  tag.writeUIntBE(0, 8, 3);
  body.copy(tag, 11);
  tag.writeUInt32BE(11 + body.length, 11 + body.length);
  return tag;
}

/** What a picture's message holds: H.264's settings, a key frame, another frame, or a codec that is not H.264. */
export function readVideo(body: Buffer): 'CONFIG' | 'KEY' | 'FRAME' | 'FOREIGN' | 'NOTHING' {
  const first = body[0];
  if (first === undefined) return 'NOTHING';
  // The top bit: "enhanced RTMP" with HEVC, AV1 or VP9, or H.264 under a four-letter name, which our input would not read.
  if (first & 0x80 || (first & 15) !== 7) return 'FOREIGN';
  if (body[1] === 0) return body.length > 12 ? 'CONFIG' : 'NOTHING';
  if (body[1] !== 1) return 'NOTHING';
  return first >> 4 === 1 ? 'KEY' : 'FRAME';
}

/** What a sound's message holds: AAC's settings, AAC, or a codec that is not AAC. */
export function readAudio(body: Buffer): 'CONFIG' | 'FRAME' | 'FOREIGN' | 'NOTHING' {
  const first = body[0];
  if (first === undefined) return 'NOTHING';
  if (first >> 4 !== 10) return 'FOREIGN';
  if (body.length < 2) return 'NOTHING';
  return body[1] === 0 ? (body.length > 3 ? 'CONFIG' : 'NOTHING') : 'FRAME';
}
