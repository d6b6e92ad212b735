import type { ReactNode } from 'react';

interface Props {
  items: readonly { term: ReactNode; value: ReactNode }[];
}

/** Terms and their values: one column on a phone, two on a screen. A missing value shows as a dash. */
export function DescriptionList({ items }: Props) {
  return (
    <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[minmax(10rem,auto)_1fr]">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity here
        <div key={index} className="contents">
          <dt className="text-ink-2">{item.term}</dt>
          <dd className="mb-2 min-w-0 font-medium sm:mb-0">{item.value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
