import clsx from 'clsx';
import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { FieldError } from './field';

interface ChoiceProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> {
  label: ReactNode;
  hint?: ReactNode;
}

function Choice({ type, label, hint, className, ...input }: ChoiceProps & { type: 'checkbox' | 'radio' }) {
  const ownId = useId();
  const id = input.id ?? ownId;
  return (
    <div
      className={clsx(
        'flex min-h-11 items-start gap-3 rounded-sm px-2 py-2 hover:bg-sunken has-checked:bg-info-soft has-disabled:bg-transparent',
        className,
      )}
    >
      <input
        {...input}
        id={id}
        type={type}
        aria-describedby={hint ? `${id}-hint` : input['aria-describedby']}
        className="mt-[0.2em] size-6 shrink-0 accent-info"
      />
      <div className="grow">
        <label htmlFor={id} className="block">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-sm text-ink-2">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}

export const Checkbox = (props: ChoiceProps) => <Choice {...props} type="checkbox" />;
export const Radio = (props: ChoiceProps) => <Choice {...props} type="radio" />;

interface ChoiceGroupProps {
  legend: ReactNode;
  hint?: ReactNode;
  error?: string | readonly string[] | null | undefined;
  className?: string;
  children: ReactNode;
}

/** A question with several choices: the legend is read out with each of them. */
export function ChoiceGroup({ legend, hint, error, className, children }: ChoiceGroupProps) {
  const id = useId();
  const messages = error ? (typeof error === 'string' ? [error] : error) : [];
  return (
    <fieldset
      className={className}
      aria-describedby={clsx(hint && `${id}-hint`, messages.length > 0 && `${id}-error`) || undefined}
    >
      <legend className="mb-1 font-semibold">{legend}</legend>
      {hint ? (
        <p id={`${id}-hint`} className="mb-1 text-sm text-ink-2">
          {hint}
        </p>
      ) : null}
      <div className="flex flex-col gap-1">{children}</div>
      {messages.length > 0 ? <FieldError id={`${id}-error`} messages={messages} /> : null}
    </fieldset>
  );
}
