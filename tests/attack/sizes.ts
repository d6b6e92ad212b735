import fc from 'fast-check';

/** Cases a run of the suite has at least; `FC_RUNS=n` multiplies every group. */
export const LEAST_CASES = 20_000;

/** How many cases each group runs. Bytes for a parser cost microseconds, a page costs tens of milliseconds. */
export const SIZES = {
  // In this process (parsers.test.ts)
  beatBodies: 3_000,
  tickets: 2_500,
  passes: 2_500,
  amf: 2_500,
  chunks: 2_000,
  rtmpConnections: 80,
  captions: 1_500,
  gift: 800,
  csv: 250,
  workbooks: 250,
  multipart: 500,
  names: 1_000,
  // Over HTTP against the built site (fuzz.test.ts)
  beats: 3_000,
  checks: 600,
  media: 700,
  operations: 700,
  doubles: 150,
  cookies: 400,
  tokens: 300,
  uploads: 250,
  rawHttp: 100,
  ballots: 120,
  queries: 200,
  forms: 550,
} as const;
export type Group = keyof typeof SIZES;

export const runsOf = (group: Group): number => SIZES[group] * Number(process.env.FC_RUNS ?? 1);

/** What FC_SEED says, else a new one, which is printed with the numbers of cases. */
export const seed = fc.readConfigureGlobal()?.seed ?? Date.now() % 2 ** 31;

const ran = new Map<Group, number>();
export const count = (group: Group): void => void ran.set(group, (ran.get(group) ?? 0) + 1);

/** Whether each of these groups ran all of its cases; says how many there were. */
export function shortfall(groups: readonly Group[]): string[] {
  const numbers = groups.map((group) => `${group} ${ran.get(group) ?? 0}`);
  const sum = groups.reduce((total, group) => total + (ran.get(group) ?? 0), 0);
  process.stderr.write(`${sum} cases, seed ${seed}: ${numbers.join(', ')}\n`);
  return groups.filter((group) => (ran.get(group) ?? 0) < runsOf(group));
}

/** Values for requests against a running site: nothing is shrunk there, as an answer depends on what was sent before. */
export const sampleOf = <T>(group: Group, values: fc.Arbitrary<T>): T[] =>
  fc.sample(values, { numRuns: runsOf(group), seed });
