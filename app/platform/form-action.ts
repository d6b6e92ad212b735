import { parseWithZod } from '@conform-to/zod/v4';
import { data } from '@remix-run/node';
import type { z } from 'zod';
import { errorText, isAppError } from './errors';

/**
 * One posted form, from parsing to its answer. Wrong fields and expected failures come back as a conform result with what was
 * entered kept; `run` gets the parsed value and returns the redirect (or whatever the page wants after success).
 * What does not exist for the person stays a 404. `fieldOf` names the field beside which the failure of a code stands.
 */
export async function formAction<Schema extends z.ZodType, Result>(
  form: FormData,
  schema: Schema,
  run: (value: z.output<Schema>) => Promise<Result>,
  fieldOf: Readonly<Record<string, string>> = {},
) {
  const submission = parseWithZod(form, { schema });
  if (submission.status !== 'success') return data(submission.reply(), { status: 400 });
  try {
    return await run(submission.value as z.output<Schema>);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    const field = fieldOf[error.code];
    const said = [errorText(error)];
    const reply = field ? submission.reply({ fieldErrors: { [field]: said } }) : submission.reply({ formErrors: said });
    return data(reply, { status: error.status });
  }
}
