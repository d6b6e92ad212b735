/** Bytes as a socket delivers them, taken off in other sizes. Copies only where a piece lies across two deliveries. */
export class ByteQueue {
  private pieces: Buffer[] = [];
  length = 0;

  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.pieces.push(bytes);
    this.length += bytes.length;
  }

  /** The first `count` bytes, left where they are; null while there are fewer. */
  peek(count: number): Buffer | null {
    if (this.length < count) return null;
    if (count === 0) return Buffer.alloc(0);
    this.join(count);
    return (this.pieces[0] as Buffer).subarray(0, count);
  }

  take(count: number): Buffer | null {
    const bytes = this.peek(count);
    if (bytes === null || count === 0) return bytes;
    const first = this.pieces[0] as Buffer;
    if (first.length === count) this.pieces.shift();
    else this.pieces[0] = first.subarray(count);
    this.length -= count;
    return bytes;
  }

  clear(): void {
    this.pieces = [];
    this.length = 0;
  }

  /** Makes the first piece at least this long. */
  private join(count: number): void {
    let joined = 0;
    let pieces = 0;
    while (joined < count) joined += (this.pieces[pieces++] as Buffer).length;
    if (pieces > 1) this.pieces.splice(0, pieces, Buffer.concat(this.pieces.slice(0, pieces)));
  }
}
