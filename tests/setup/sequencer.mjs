/** Files that take longest, longest first; the rest fills the gaps. */
const LONG = [
  'e2e/watching.e2e',
  'e2e/recording.e2e',
  'integration/media-transcode',
  'integration/cli',
  'e2e/sign-in.e2e',
  'e2e/live.e2e',
  'attack/fuzz',
  'e2e/quiz.e2e',
  'e2e/venues.e2e',
  'e2e/import.e2e',
  'e2e/import-refusals.e2e',
  'integration/ingest-push',
  'e2e/report.e2e',
  'chaos/report-kill',
  'e2e/campaign.e2e',
  'chaos/broadcast-kill',
  'chaos/ingest-kill',
];

/**
 * Jest begins with what took longest the last time, and on a new machine with the largest files; then the longest journey may run alone at
 * the end, on one core of two. This is Jest's interface for an order of one's own.
 */
export default class Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONG.findIndex((name) => path.includes(`/tests/${name}`));
      return place < 0 ? LONG.length : place;
    };
    return [...tests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
