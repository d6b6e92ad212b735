import { Link } from '@remix-run/react';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { MemberFilter } from '~/modules/reports/schema';

const PLACES = {
  cell: 'inline-flex min-h-11 min-w-11 items-center justify-end',
  centre: 'inline-flex min-h-11 min-w-10 items-center justify-center',
  // The line stays as high as its words; what can be touched is higher.
  words: '-mx-1 -my-2 inline-block px-1 py-2',
};

interface Props {
  /** The page of the unit's members; null when the viewer may not see them: the figure is only text. */
  behind: string | null;
  filter: MemberFilter;
  /** What is counted, for those who hear the link without its row. */
  label: string;
  /** Where it stands: in a cell of figures, above a bar, or within words. */
  place?: keyof typeof PLACES;
  children: ReactNode;
}

/** A figure that opens the list of exactly the members it counts. */
export function FigureLink({ behind, filter, label, place = 'cell', children }: Props) {
  if (behind === null) return <>{children}</>;
  return (
    <Link
      to={`${behind}?loc=${filter}`}
      aria-label={label}
      className={clsx(
        PLACES[place],
        'tabular underline decoration-line-strong underline-offset-4 hover:decoration-current',
      )}
    >
      {children}
    </Link>
  );
}
