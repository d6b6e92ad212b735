import { Link, type LinkProps } from '@remix-run/react';
import clsx from 'clsx';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './icon';
import { Spinner } from './spinner';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

const looks: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-accent-ink hover:bg-accent-hover',
  secondary: 'border-line-strong bg-surface text-ink hover:bg-sunken',
  quiet: 'border-transparent bg-transparent text-ink hover:bg-sunken',
  danger: 'border-danger bg-surface text-danger hover:bg-danger-soft',
};

/** The classes alone, for elements that are neither button nor link (a `summary`, a `label`). */
export function buttonClass(variant: ButtonVariant = 'primary', className?: string) {
  return clsx(
    'inline-flex min-h-11 items-center justify-center gap-2 rounded-sm border px-5 py-2 text-center font-semibold no-underline transition-colors',
    'disabled:opacity-60 aria-disabled:opacity-60',
    looks[variant],
    className,
  );
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant;
  icon?: IconName;
  /** Shows a spinner and refuses a second press; the words stay, say with them what is going on. */
  busy?: boolean;
}

export function Button({
  variant = 'primary',
  icon,
  busy = false,
  className,
  children,
  type = 'submit',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass(variant, className)}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <Spinner /> : icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
}

interface LinkButtonProps extends LinkProps {
  variant?: ButtonVariant;
  icon?: IconName;
  children: ReactNode;
}

/** Looks like a button, goes somewhere. For a download use `reloadDocument`. */
export function LinkButton({ variant = 'primary', icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link {...rest} className={buttonClass(variant, className)}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </Link>
  );
}
