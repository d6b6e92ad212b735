import type { ReactNode } from 'react';
import { type ButtonVariant, buttonClass } from './button';

interface Props {
  /** The words of the button that opens the question. */
  trigger: ReactNode;
  variant?: ButtonVariant;
  /** What will happen, and the form that does it. */
  children: ReactNode;
}

/** Asks again before something that is hard to take back; opens in place, also without script. */
export function Confirm({ trigger, variant = 'secondary', children }: Props) {
  return (
    <details className="group w-full">
      <summary className={buttonClass(variant, 'list-none group-open:mb-3')}>{trigger}</summary>
      <div className="rounded-sm border border-line bg-sunken p-4">{children}</div>
    </details>
  );
}
