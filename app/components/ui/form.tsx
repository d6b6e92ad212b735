import { type FormProps, Form as RemixForm, useRouteLoaderData } from '@remix-run/react';
import { type ComponentPropsWithoutRef, forwardRef } from 'react';
import { FORM_TOKEN_FIELD } from '~/platform/form-token';

const posts = (method: string | undefined) => method !== undefined && method.toLowerCase() !== 'get';

/**
 * The form of every page. One that posts carries the page's token first (a form with files is refused before the files are read), so
 * that another site cannot send it in a person's name. Use it in place of Remix's, with `reloadDocument` for a plain form.
 */
export const Form = forwardRef<HTMLFormElement, FormProps>(function Form({ children, ...props }, ref) {
  return (
    <RemixForm ref={ref} {...props}>
      {posts(props.method) ? <FormToken /> : null}
      {children}
    </RemixForm>
  );
});

/** The same without Remix: the browser sends it and loads the answer as a new document. */
export function PlainForm({ children, ...props }: ComponentPropsWithoutRef<'form'>) {
  return (
    <form {...props}>
      {posts(props.method) ? <FormToken /> : null}
      {children}
    </form>
  );
}

function FormToken() {
  const root = useRouteLoaderData('root') as { formToken?: string } | undefined;
  return <input type="hidden" name={FORM_TOKEN_FIELD} value={root?.formToken ?? ''} />;
}
