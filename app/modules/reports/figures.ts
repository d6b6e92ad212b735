/** The figures of one unit, or the sum over a subtree. Whole numbers of people unless said otherwise. */
export interface Figures {
  /** Everybody on the roster. total = required + exempt + transferredOut + elsewhere. */
  total: number;
  exempt: number;
  transferredOut: number;
  elsewhere: number;
  required: number;
  /** Of the required: studied in the hall, online, by make-up. hall + online + makeUp = studied. */
  hall: number;
  online: number;
  makeUp: number;
  studied: number;
  /** Of the required who have not studied. studied + excused + unexcused = required. */
  excused: number;
  unexcused: number;
  /** Probationary members among the required; they count like everybody else. */
  probationary: number;
  keyCadreRequired: number;
  keyCadreStudied: number;
  quizTaken: number;
  quizPassed: number;
  papers: number;
  /** Non-members (quần chúng): counted apart, never in the rate. */
  guests: number;
  /** Of the required who took the quiz, people per band, lowest band first. */
  bands: number[];
  /** Per session in order: people of the required who attended [hall, online, make-up]. */
  sessions: [number, number, number][];
}

/** The counts that are plain numbers, in the order in which they are stored and compared. */
export const COUNT_FIELDS = [
  'total',
  'exempt',
  'transferredOut',
  'elsewhere',
  'required',
  'hall',
  'online',
  'makeUp',
  'studied',
  'excused',
  'unexcused',
  'probationary',
  'keyCadreRequired',
  'keyCadreStudied',
  'quizTaken',
  'quizPassed',
  'papers',
  'guests',
] as const satisfies readonly (keyof Figures)[];

export type CountField = (typeof COUNT_FIELDS)[number];

export function emptyFigures(bands: number, sessions: number): Figures {
  const counts = Object.fromEntries(COUNT_FIELDS.map((field) => [field, 0])) as Record<CountField, number>;
  return {
    ...counts,
    bands: new Array<number>(bands).fill(0),
    sessions: Array.from({ length: sessions }, () => [0, 0, 0]),
  };
}

/** Adds `part` into `sum`, in place (a board of 10,000 cells makes no 10,000 copies). */
export function addInto(sum: Figures, part: Figures): void {
  for (const field of COUNT_FIELDS) sum[field] += part[field];
  part.bands.forEach((count, i) => {
    sum.bands[i] = (sum.bands[i] ?? 0) + count;
  });
  part.sessions.forEach((ways, i) => {
    let target = sum.sessions[i];
    if (!target) {
      target = [0, 0, 0];
      sum.sessions[i] = target;
    }
    for (const way of [0, 1, 2] as const) target[way] += ways[way];
  });
}

export const outstanding = (figures: Figures): number => figures.required - figures.studied;

/** The sums that must hold in every row of a board; returns the broken ones (empty: sound). */
export function brokenSums(f: Figures): string[] {
  const broken: string[] = [];
  if (f.total !== f.required + f.exempt + f.transferredOut + f.elsewhere) broken.push('total');
  if (f.studied !== f.hall + f.online + f.makeUp) broken.push('studied');
  if (f.required !== f.studied + f.excused + f.unexcused) broken.push('required');
  if (f.quizTaken !== f.bands.reduce((a, b) => a + b, 0)) broken.push('bands');
  if (f.keyCadreStudied > f.keyCadreRequired) broken.push('keyCadre');
  return broken;
}
