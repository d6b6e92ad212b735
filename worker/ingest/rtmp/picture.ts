export interface Picture {
  width: number;
  height: number;
  /** From the stream's timing, null when it does not say. */
  fps: number | null;
}

/** Bits of a sequence parameter set; past the end it reads zeros, and `overrun` says so. */
class Bits {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  get overrun(): boolean {
    return this.at > this.bytes.length * 8;
  }

  bit(): number {
    const byte = this.bytes[this.at >> 3] ?? 0;
    const value = (byte >> (7 - (this.at & 7))) & 1;
    this.at += 1;
    return value;
  }

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1) value = value * 2 + this.bit();
    return value;
  }

  /** Exp-Golomb, unsigned (ISO 14496-10 §9.1). */
  golomb(): number {
    let zeros = 0;
    while (this.bit() === 0) if (++zeros > 31) return 0;
    return 2 ** zeros - 1 + this.read(zeros);
  }

  signedGolomb(): number {
    const code = this.golomb();
    return code & 1 ? (code + 1) / 2 : -code / 2;
  }
}

const WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138]);

/** Size and rate of the picture from an RTMP message with H.264's settings (AVCDecoderConfigurationRecord); null when they make no sense. */
export function readPicture(message: Buffer): Picture | null {
  // 5 bytes of FLV, then the record: its first parameter set's length at 6, the set at 8.
  if (message.length < 5 + 9 || ((message[10] ?? 0) & 31) === 0) return null;
  const length = message.readUInt16BE(11);
  const set = message.subarray(13, 13 + length);
  if (length < 4 || set.length < length || ((set[0] ?? 0) & 31) !== 7) return null;
  return readParameterSet(withoutEscapes(set.subarray(1)));
}

/** A zero, a zero and a three stand for two zeros (ISO 14496-10 §7.4.1). */
function withoutEscapes(bytes: Buffer): Buffer {
  const out: number[] = [];
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    out.push(byte);
  }
  return Buffer.from(out);
}

function readParameterSet(bytes: Buffer): Picture | null {
  const bits = new Bits(bytes);
  const profile = bits.read(8);
  bits.read(16);
  bits.golomb();
  let chroma = 1;
  if (WITH_CHROMA.has(profile)) {
    chroma = bits.golomb();
    if (chroma === 3) bits.bit();
    bits.golomb();
    bits.golomb();
    bits.bit();
    if (bits.bit()) skipScalingLists(bits, chroma === 3 ? 12 : 8);
  }
  bits.golomb();
  const order = bits.golomb();
  if (order === 0) bits.golomb();
  else if (order === 1) {
    bits.bit();
    bits.signedGolomb();
    bits.signedGolomb();
    const cycle = Math.min(255, bits.golomb());
    for (let i = 0; i < cycle; i += 1) bits.signedGolomb();
  }
  bits.golomb();
  bits.bit();
  const columns = bits.golomb() + 1;
  const rows = bits.golomb() + 1;
  const frameOnly = bits.bit();
  if (!frameOnly) bits.bit();
  bits.bit();
  let width = columns * 16;
  let height = rows * 16 * (2 - frameOnly);
  if (bits.bit()) {
    const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
    const unitY = (chroma === 1 ? 2 : 1) * (2 - frameOnly);
    width -= (bits.golomb() + bits.golomb()) * unitX;
    height -= (bits.golomb() + bits.golomb()) * unitY;
  }
  if (bits.overrun || width < 16 || height < 16 || width > 16_384 || height > 16_384) return null;
  const fps = bits.bit() ? readTiming(bits) : null;
  return { width, height, fps: bits.overrun ? null : fps };
}

function skipScalingLists(bits: Bits, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (!bits.bit()) continue;
    let last = 8;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64); i += 1) {
      if (next !== 0) next = (last + bits.signedGolomb() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

/** From the video usability information (§E.1.1), as far as its timing. */
function readTiming(bits: Bits): number | null {
  if (bits.bit() && bits.read(8) === 255) bits.read(32);
  if (bits.bit()) bits.bit();
  if (bits.bit()) {
    bits.read(4);
    if (bits.bit()) bits.read(24);
  }
  if (bits.bit()) {
    bits.golomb();
    bits.golomb();
  }
  if (!bits.bit()) return null;
  const unit = bits.read(32);
  const scale = bits.read(32);
  const fps = unit > 0 ? scale / (2 * unit) : 0;
  return fps >= 1 && fps <= 300 ? fps : null;
}
