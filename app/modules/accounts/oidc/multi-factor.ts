/**
 * Whether the provider says that it asked for more than one factor: one of its words (`amr`: methods, `acr`: level) is among those the
 * installation believes. Without such a setting it never is.
 */
export function isMultiFactor(claims: { readonly [name: string]: unknown }, believed: readonly string[]): boolean {
  const said = [...(Array.isArray(claims.amr) ? claims.amr : []), claims.acr];
  return believed.some((word) => said.includes(word));
}
