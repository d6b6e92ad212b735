/**
 * Which licences a package may come under that is delivered with Điểm Cầu: those that allow use, change and distribution inside
 * another product. Copyleft of single files (MPL, EPL) is among them, as those files are passed on unchanged.
 */
const ALLOWED = new Set([
  ...[
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'CC0-1.0',
    'ISC',
    'MIT',
    'MIT-0',
    'MIT/X11',
  ],
  ...['Python-2.0', 'Unlicense', 'Zlib'],
  ...['EPL-2.0', 'MPL-2.0'],
  // Fonts and tables of data, not programs.
  ...['CC-BY-3.0', 'CC-BY-4.0', 'OFL-1.1'],
]);

/** Packages whose manifest names no licence: what was found in them instead. `licence: null` is an open question that somebody looked at. */
export const SAID_ELSEWHERE = {
  'combine-errors@3.0.3': {
    licence: null,
    why: 'says none anywhere; a few lines that tus-js-client loads to put several errors of one upload into one; goes with it',
  },
  'png-js@2.0.0': { licence: 'MIT', why: 'its LICENSE file' },
  'require-like@0.1.2': { licence: 'MIT', why: 'its License file and Readme' },
  'seq-queue@0.0.5': { licence: 'MIT', why: 'its LICENSE file' },
};

/** Whether an SPDX expression can be met: of `A OR B` one, of `A AND B` both must be allowed. */
export function isAllowed(expression) {
  const words = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const one = () => {
    const word = words[at++];
    if (word !== '(') return word !== undefined && ALLOWED.has(word);
    const inside = either();
    return words[at++] === ')' && inside;
  };
  const both = () => {
    let allowed = one();
    while (/^and$/i.test(words[at] ?? '')) {
      at += 1;
      allowed = one() && allowed;
    }
    return allowed;
  };
  const either = () => {
    let allowed = both();
    while (/^or$/i.test(words[at] ?? '')) {
      at += 1;
      allowed = both() || allowed;
    }
    return allowed;
  };
  return either() && at === words.length;
}

/** The licence that a package is taken under; null: nobody says. @param {import('./package-inventory.mjs').Package} one */
export const licenceOf = (one) => one.licence ?? SAID_ELSEWHERE[one.ref]?.licence ?? null;

/**
 * Packages that are delivered and may not be, or of which nobody knows.
 * @param {import('./package-inventory.mjs').Package[]} inventory
 * @returns {string[]}
 */
export function findLicenceProblems(inventory) {
  const delivered = inventory.filter(({ dev }) => !dev);
  const problems = delivered.flatMap((one) => {
    const licence = licenceOf(one);
    if (licence === null) return SAID_ELSEWHERE[one.ref] ? [] : [`${one.ref} names no licence`];
    return isAllowed(licence)
      ? []
      : [`${one.ref} comes under ${licence}, which is not on the list of bin/lib/licences.mjs`];
  });
  const refs = new Set(delivered.filter(({ licence }) => licence === null).map(({ ref }) => ref));
  const stale = Object.keys(SAID_ELSEWHERE).filter((ref) => !refs.has(ref));
  return [...problems, ...stale.map((ref) => `${ref} in bin/lib/licences.mjs is not needed any more`)];
}
