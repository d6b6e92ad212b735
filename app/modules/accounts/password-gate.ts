/** Work that may wait in line, a bounded number of it at a time. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    /** How many may wait; more are refused at once instead of late. */
    private readonly most: number,
  ) {}

  /** Runs `work` when its turn has come. @throws what `refuse` makes when the line is full */
  async run<T>(work: () => Promise<T>, refuse: () => Error): Promise<T> {
    if (this.running >= this.atOnce) {
      if (this.waiting.length >= this.most) throw refuse();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      // Whoever is next takes over this one's place.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
