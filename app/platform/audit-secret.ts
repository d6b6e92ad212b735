// The code of an audit entry is made deep inside commands that know a database and nothing else. The composition root says once which
// secret is this process's; shared on the global object because the Remix bundle carries its own copy of this file.
const KEY = Symbol.for('diemcau.audit-secret');
const shared = globalThis as { [KEY]?: string };

export function rememberAuditSecret(secrets: string): void {
  shared[KEY] = secrets;
}

/** AUDIT_SECRET as given. @throws when the process was not composed by `createServices` */
export function auditSecret(): string {
  const secret = shared[KEY];
  if (!secret) throw new Error('no AUDIT_SECRET in this process: createServices was not called');
  return secret;
}
