import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type AmfObject, type AmfValue, decodeAmf, encodeAmf } from './amf0';
import { ByteQueue } from './byte-queue';
import { ChunkReader, MAX_MESSAGE, RtmpError, type RtmpMessage, writeChunks } from './chunks';

/** Sound, picture or what the encoder says about itself; timestamps in milliseconds of its clock. */
export interface MediaMessage {
  kind: 'AUDIO' | 'VIDEO' | 'DATA';
  timestamp: number;
  body: Buffer;
}

/** Whoever takes what a publisher sends. */
export interface Publication {
  onMedia(message: MediaMessage): void;
  /** The connection has ended, for whatever reason; called once. */
  onEnd(reason: string): void;
}

export interface PublishGate {
  /** Asked before publishing is acknowledged. Null: refused, whoever refuses has written down why. */
  authorise(request: { key: string; address: string }, connection: RtmpConnection): Promise<Publication | null>;
}

export interface RtmpLimits {
  /** From connecting to an acknowledged publish, and between two deliveries. */
  idleMs: number;
  strangerBytes: number;
}

export const LIMITS: RtmpLimits = { idleMs: 20_000, strangerBytes: 256 * 1024 };

const HANDSHAKE = 1536;
const ACKNOWLEDGE_EVERY = 2_500_000;
const OUT_CHUNK = 4096;
const MEDIA = new Map<number, MediaMessage['kind']>([
  [8, 'AUDIO'],
  [9, 'VIDEO'],
  [15, 'DATA'],
  [18, 'DATA'],
]);

/** One encoder that wants to publish. Nothing that it sends can throw out of here: at worst its own connection ends. */
export class RtmpConnection {
  private readonly hello = new ByteQueue();
  private readonly chunks = new ChunkReader();
  private phase: 'C0C1' | 'C2' | 'COMMANDS' | 'ASKING' | 'PUBLISHING' | 'CLOSED' = 'C0C1';
  private received = 0;
  private acknowledged = 0;
  private connected = false;
  private outChunk = 128;
  private publication: Publication | null = null;
  private readonly deadline: NodeJS.Timeout;

  constructor(
    private readonly socket: Socket,
    private readonly gate: PublishGate,
    private readonly limits: RtmpLimits = LIMITS,
  ) {
    socket.setNoDelay(true);
    socket.setTimeout(limits.idleMs, () => this.close('idle'));
    this.deadline = setTimeout(() => this.close('did not publish in time'), limits.idleMs);
    socket.on('data', (bytes: Buffer) => this.guarded(() => this.onBytes(bytes)));
    socket.on('error', () => {});
    socket.on('close', () => this.close('connection lost'));
  }

  get address(): string {
    return this.socket.remoteAddress ?? '';
  }

  /** Ends the connection at once. */
  close(reason: string): void {
    if (this.phase === 'CLOSED') return;
    this.phase = 'CLOSED';
    clearTimeout(this.deadline);
    this.hello.clear();
    this.socket.destroy();
    const publication = this.publication;
    this.publication = null;
    publication?.onEnd(reason);
  }

  /** Tells the encoder that this is no good, then ends the connection. */
  refuse(description: string, code = 'NetStream.Publish.Rejected'): void {
    if (this.phase === 'CLOSED') return;
    this.status('error', code, description);
    // What it was told goes out before the end; it may not keep us waiting.
    this.socket.removeAllListeners('data');
    this.socket.resume();
    this.socket.end();
    const publication = this.publication;
    this.publication = null;
    this.phase = 'CLOSED';
    clearTimeout(this.deadline);
    setTimeout(() => this.socket.destroy(), 1_000).unref();
    publication?.onEnd(description);
  }

  /** While whoever takes the media cannot follow. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    if (this.phase === 'PUBLISHING') this.socket.resume();
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.close(`protocol: ${error instanceof Error ? error.message : 'error'}`);
    }
  }

  private onBytes(bytes: Buffer): void {
    if (this.phase === 'CLOSED') return;
    this.received += bytes.length;
    const stranger = this.phase !== 'PUBLISHING';
    if (stranger && this.received > this.limits.strangerBytes) throw new RtmpError('too much before publishing');
    if (this.phase === 'C0C1' || this.phase === 'C2') this.shakeHands(bytes);
    else this.chunks.push(bytes);
    this.readMessages();
    if (this.received - this.acknowledged < ACKNOWLEDGE_EVERY) return;
    this.acknowledged = this.received;
    this.control(3, this.received >>> 0);
  }

  private shakeHands(bytes: Buffer): void {
    this.hello.push(bytes);
    if (this.phase === 'C0C1') {
      const first = this.hello.peek(1)?.[0];
      if (first !== undefined && first !== 3) throw new RtmpError('not RTMP');
      const c1 = this.hello.take(1 + HANDSHAKE)?.subarray(1);
      if (!c1) return;
      const s1 = randomBytes(HANDSHAKE);
      s1.fill(0, 0, 8);
      this.socket.write(Buffer.concat([Buffer.from([3]), s1, c1]));
      this.phase = 'C2';
    }
    if (!this.hello.take(HANDSHAKE)) return;
    this.phase = 'COMMANDS';
    this.chunks.push(this.hello.take(this.hello.length) ?? Buffer.alloc(0));
  }

  private readMessages(): void {
    while (this.phase === 'COMMANDS' || this.phase === 'PUBLISHING') {
      const message = this.chunks.next();
      if (!message) return;
      this.onMessage(message);
    }
  }

  private onMessage(message: RtmpMessage): void {
    const { type, timestamp, body } = message;
    const kind = MEDIA.get(type);
    if (kind) this.publication?.onMedia({ kind, timestamp, body: type === 15 ? body.subarray(1) : body });
    else if (type === 20 || type === 17) this.onCommand(decodeAmf(type === 17 ? body.subarray(1) : body));
  }

  private onCommand([name, transaction, ...args]: AmfValue[]): void {
    const id = typeof transaction === 'number' ? transaction : 0;
    switch (name) {
      case 'connect':
        this.connected = true;
        this.control(5, ACKNOWLEDGE_EVERY);
        this.control(1, OUT_CHUNK);
        this.outChunk = OUT_CHUNK;
        this.command(0, '_result', id, { fmsVer: 'FMS/3,0,1,123', capabilities: 31 }, CONNECTED);
        return;
      case 'releaseStream':
      case 'FCPublish':
        this.command(0, '_result', id, null, null);
        return;
      case 'createStream':
        this.command(0, '_result', id, null, 1);
        return;
      case 'publish': {
        const key = args[1];
        if (!this.connected || this.publication || typeof key !== 'string') throw new RtmpError('publish out of order');
        void this.ask(key);
        return;
      }
      case 'play':
        throw new RtmpError('nothing is played from here');
      case 'FCUnpublish':
      case 'deleteStream':
      case 'closeStream':
        if (this.publication) this.close('unpublished');
        return;
      default:
    }
  }

  /** Bytes that arrive meanwhile wait unread, within the limit for strangers. */
  private async ask(key: string): Promise<void> {
    this.phase = 'ASKING';
    let granted: Publication | null = null;
    try {
      // Some encoders append a query to the stream's name.
      granted = await this.gate.authorise({ key: key.split('?', 1)[0] ?? '', address: this.address }, this);
    } catch {
      granted = null;
    }
    if ((this.phase as string) === 'CLOSED') return granted?.onEnd('connection lost');
    if (!granted) return this.refuse('Not allowed', 'NetStream.Publish.BadName');
    clearTimeout(this.deadline);
    this.publication = granted;
    this.phase = 'PUBLISHING';
    this.chunks.maxMessage = MAX_MESSAGE.publisher;
    this.status('status', 'NetStream.Publish.Start', 'publishing');
    this.guarded(() => this.readMessages());
  }

  private status(level: string, code: string, description: string): void {
    this.command(1, 'onStatus', 0, null, { level, code, description });
  }

  private command(streamId: number, ...values: AmfValue[]): void {
    this.send({ type: 20, timestamp: 0, streamId, body: encodeAmf(...values) }, 3);
  }

  private control(type: number, value: number): void {
    const body = Buffer.alloc(4);
    body.writeUInt32BE(value);
    this.send({ type, timestamp: 0, streamId: 0, body }, 2);
  }

  private send(message: RtmpMessage, chunkStream: number): void {
    if (this.socket.writable) this.socket.write(writeChunks(message, chunkStream, this.outChunk));
  }
}

const CONNECTED: AmfObject = {
  level: 'status',
  code: 'NetConnection.Connect.Success',
  description: 'connected',
  objectEncoding: 0,
};
