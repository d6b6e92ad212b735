import clsx from 'clsx';
import type { ComponentPropsWithRef, InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { forwardRef } from 'react';
import { useFieldControl } from './field';

export const controlClass =
  'block w-full min-h-11 rounded-sm border border-line-strong bg-surface px-3 py-2 text-base text-ink placeholder:text-ink-3 ' +
  'aria-invalid:border-2 aria-invalid:border-danger disabled:bg-sunken disabled:text-ink-2';

export const TextInput = forwardRef<HTMLInputElement, InputHTMLAttributes<HTMLInputElement>>(
  function TextInput(props, ref) {
    return (
      <input ref={ref} type="text" {...useFieldControl()} {...props} className={clsx(controlClass, props.className)} />
    );
  },
);

export const TextArea = forwardRef<HTMLTextAreaElement, TextareaHTMLAttributes<HTMLTextAreaElement>>(
  function TextArea(props, ref) {
    return (
      <textarea ref={ref} rows={5} {...useFieldControl()} {...props} className={clsx(controlClass, props.className)} />
    );
  },
);

interface SelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  /** Or give `option` elements as children. */
  options?: readonly { value: string; label: string }[];
}

export const Select = forwardRef<HTMLSelectElement, SelectProps>(function Select({ options, children, ...props }, ref) {
  return (
    <select ref={ref} {...useFieldControl()} {...props} className={clsx(controlClass, 'pr-8', props.className)}>
      {options?.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
      {children}
    </select>
  );
});

/** A file to send; the browser's own control, so that it works everywhere. Says which files in the Field's hint. */
export const FileField = forwardRef<HTMLInputElement, Omit<ComponentPropsWithRef<'input'>, 'ref' | 'type'>>(
  function FileField(props, ref) {
    return (
      <input
        ref={ref}
        {...useFieldControl()}
        {...props}
        type="file"
        className={clsx(
          controlClass,
          'h-auto border-dashed file:mr-4 file:min-h-11 file:cursor-pointer file:rounded-sm file:border-0 file:bg-sunken file:px-4 file:font-semibold file:text-ink',
          props.className,
        )}
      />
    );
  },
);
