/**
 * A form's field as one text. What was posted comes back as a list or an object when its name was sent twice or with brackets, which
 * no page of ours does; the types do not know.
 */
export function oneText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  const texts = [value].flat(3).filter((one): one is string => typeof one === 'string');
  return texts.join('\n');
}
