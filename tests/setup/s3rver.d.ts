declare module '@20minutes/s3rver' {
  /** What we use of it. */
  export default class S3rver {
    constructor(options: Record<string, unknown>);
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
