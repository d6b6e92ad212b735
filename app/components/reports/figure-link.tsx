import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { MemberFilter } from '~/modules/reports/schema';

interface Props {
  /** The page of the unit's members; null when the viewer may not see them: the figure is only text. */
  behind: string | null;
  filter: MemberFilter;
  /** What is counted, for those who hear the link without its row. */
  label: string;
  children: ReactNode;
}

/** A figure that opens the list of exactly the members it counts. */
export function FigureLink({ behind, filter, label, children }: Props) {
  if (behind === null) return <>{children}</>;
  return (
    <Link
      to={`${behind}?loc=${filter}`}
      aria-label={label}
      className="tabular inline-flex min-h-11 min-w-11 items-center justify-end underline decoration-line-strong underline-offset-4 hover:decoration-current"
    >
      {children}
    </Link>
  );
}
