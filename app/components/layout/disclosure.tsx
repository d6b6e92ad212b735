import { useLocation } from '@remix-run/react';
import { type ReactNode, useEffect, useRef } from 'react';

interface Props {
  summary: ReactNode;
  summaryClassName: string;
  className?: string;
  children: ReactNode;
}

/** A menu as `<details>`: opens without script; with it, closes on Esc, on a click outside and after going somewhere. */
export function Disclosure({ summary, summaryClassName, className, children }: Props) {
  const element = useRef<HTMLDetailsElement>(null);
  const { key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes when the place changes
  useEffect(() => {
    if (element.current) element.current.open = false;
  }, [key]);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = element.current;
      if (!menu?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        menu.open = false;
        menu.querySelector('summary')?.focus();
      } else if (!menu.contains(event.target as Node)) menu.open = false;
    };
    document.addEventListener('keydown', close);
    document.addEventListener('pointerdown', close);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('pointerdown', close);
    };
  }, []);
  return (
    <details ref={element} className={className}>
      <summary className={summaryClassName}>{summary}</summary>
      {children}
    </details>
  );
}
