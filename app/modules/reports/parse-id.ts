import { notFound } from '~/platform/errors';

/** A row's id from the address. What is no id does not exist. @throws AppError not-found */
export function rowId(text: string | undefined): number {
  if (!text || !/^[1-9]\d{0,8}$/.test(text)) throw notFound();
  return Number(text);
}
