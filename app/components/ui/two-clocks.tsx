import type { TwoClocks as Clocks } from '~/platform/time';

/** The same moment on the person's clock and Hanoi's, from `twoClocks(…)` in platform/time; one face where they agree. */
export function TwoClocks({ clocks }: { clocks: Pick<Clocks, 'local' | 'hanoi' | 'same'> }) {
  const faces = clocks.same ? [clocks.hanoi] : [clocks.local, clocks.hanoi];
  return (
    <dl className="grid grid-cols-1 gap-2 min-[340px]:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))]">
      {faces.map((face) => (
        <div key={face.label} className="rounded-sm bg-sunken px-3 py-2">
          <dt className="text-sm text-ink-2">{face.label}</dt>
          <dd>
            <time dateTime={face.iso} className="tabular">
              <span className="text-lg font-bold">{face.time}</span>{' '}
              <span className="whitespace-nowrap text-ink-2">
                {face.weekday} {face.date}
              </span>
            </time>
          </dd>
        </div>
      ))}
    </dl>
  );
}
