import fc from 'fast-check';

/*
 * Properties run the same cases everywhere, so that a change that lands is judged by what it changed. `FC_SEED=random npm test` looks
 * for new cases, `FC_SEED=<number>` repeats a run; `FC_RUNS` multiplies their number. A case that fails is added to `examples`.
 */
const seed = process.env.FC_SEED ?? '20261123';
fc.configureGlobal({
  ...(seed === 'random' ? {} : { seed: Number(seed) }),
  ...(process.env.FC_RUNS ? { numRuns: 100 * Number(process.env.FC_RUNS) } : {}),
});
