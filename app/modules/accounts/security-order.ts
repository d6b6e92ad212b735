export type SecurityOrder =
  | { order: 'session'; id: number | null }
  | { order: 'factor'; factor: 'totp' | { passkeyId: number } };

const number = (value: unknown): number | null =>
  typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;

/** What the security page was asked to do: `phien=ID`, `phien-khac`, `bo-ung-dung`, `bo-khoa=ID`. */
export function securityOrder(form: { readonly [name: string]: unknown }): SecurityOrder | null {
  if ('phien-khac' in form) return { order: 'session', id: null };
  const session = number(form.phien);
  if (session !== null) return { order: 'session', id: session };
  if ('bo-ung-dung' in form) return { order: 'factor', factor: 'totp' };
  const passkeyId = number(form['bo-khoa']);
  return passkeyId === null ? null : { order: 'factor', factor: { passkeyId } };
}
