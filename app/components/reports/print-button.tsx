import { type ReactNode, useEffect, useState } from 'react';
import { buttonClass } from '../ui/button';

/** Prints the page. Without script the browser's own menu does; the button is not shown then. */
export function PrintButton({ children }: { children: ReactNode }) {
  const [able, setAble] = useState(false);
  useEffect(() => setAble(true), []);
  if (!able) return null;
  return (
    <button type="button" className={buttonClass('secondary', 'no-print')} onClick={() => window.print()}>
      {children}
    </button>
  );
}
