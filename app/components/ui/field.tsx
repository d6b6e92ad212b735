import clsx from 'clsx';
import { createContext, type ReactNode, useContext, useId } from 'react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Icon } from './icon';

interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  required: boolean | undefined;
}

const FieldContext = createContext<FieldControl | null>(null);

/** What a control inside a Field spreads on its element: id, description, invalid, required. */
export function useFieldControl(): Partial<FieldControl> {
  return useContext(FieldContext) ?? {};
}

interface Props {
  label: ReactNode;
  hint?: ReactNode;
  /** One message or several (conform gives an array); shown with an icon and tied to the control. */
  error?: string | readonly string[] | null | undefined;
  /** Marks the control required for assistive technology; the label says "không bắt buộc" on optional ones instead of stars. */
  required?: boolean;
  optional?: boolean;
  /** The control's id; give conform's `fields.x.id` so that its focus handling finds it. */
  id?: string;
  className?: string;
  children: ReactNode;
}

/** Label, hint and error around one control: `<Field label="…"><TextInput name="…" /></Field>`. */
export function Field({ label, hint, error, required, optional, id: givenId, className, children }: Props) {
  const { t } = useTranslation();
  const generatedId = useId();
  const id = givenId ?? generatedId;
  const messages = error ? (typeof error === 'string' ? [error] : error) : [];
  const describedBy = clsx(hint && `${id}-hint`, messages.length > 0 && `${id}-error`) || undefined;
  const control: FieldControl = {
    id,
    'aria-describedby': describedBy,
    'aria-invalid': messages.length > 0 || undefined,
    required,
  };
  return (
    <div className={clsx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="font-semibold">
        {label}
        {optional ? <span className="font-normal text-ink-2"> ({t('không bắt buộc')})</span> : null}
      </label>
      {hint ? (
        <div id={`${id}-hint`} className="text-sm text-ink-2">
          {hint}
        </div>
      ) : null}
      <FieldContext.Provider value={control}>{children}</FieldContext.Provider>
      {messages.length > 0 ? <FieldError id={`${id}-error`} messages={messages} /> : null}
    </div>
  );
}

/** The error line alone, for groups and tables of fields. */
export function FieldError({ id, messages }: { id?: string; messages: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div id={id} className="flex gap-2 text-sm font-medium text-danger">
      <Icon name="alert" className="mt-0.5 size-5" />
      <div>
        {messages.map((message) => (
          <p key={message}>{t(message)}</p>
        ))}
      </div>
    </div>
  );
}
