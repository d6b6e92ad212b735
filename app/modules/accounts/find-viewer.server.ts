import type { Pool } from 'pg';
import type { Services } from '~/platform/services';
import { hashToken } from './auth-cookie';
import { idleMinutes, isFactorDue, isLocked } from './auth-standing';
import { deviceTag } from './device-tag';
import type { Language } from './schema';
import type { Grant, SignedIn, Viewer } from './viewer';
import { readWatchingRun } from './watching-sessions.server';

interface Row {
  auth_session_id: number;
  account_id: number;
  username: string;
  display_name: string;
  language: string;
  must_change_password: boolean;
  member_id: number | null;
  home_unit_id: number | null;
  home_path: string | null;
  time_zone: string | null;
  grants: Grant[] | null;
  /** What is in force at this moment: it needs nobody to end it. */
  emergencies: Grant[] | null;
  idle_ms: number;
  authenticated_at: Date;
  previous_sign_in_at: Date | null;
  has_factor: boolean;
  method: string;
}

// One round trip: this runs before every page.
const sqlBy = (token: string) => `
  select s.id as auth_session_id, a.id as account_id, a.username, a.display_name, a.language, a.must_change_password,
         a.member_id, m.unit_id as home_unit_id, h.path::text as home_path,
         coalesce(m.time_zone, h.time_zone, 'Asia/Ho_Chi_Minh') as time_zone, s.authenticated_at, s.previous_sign_in_at, s.method,
         (extract(epoch from now() - s.last_seen_at) * 1000)::float8 as idle_ms,
         exists (select 1 from totp_factor t where t.id = a.id and t.confirmed_at is not null)
           or exists (select 1 from passkey p where p.account_id = a.id) as has_factor,
         (select json_agg(json_build_object('role', g.role, 'unitId', u.id, 'unitCode', u.code, 'unitName', u.name, 'path', u.path::text) order by g.id)
            from role_grant g join unit u on u.id = g.unit_id where g.account_id = a.id and g.revoked_at is null) as grants,
         (select json_agg(json_build_object('role', e.role, 'unitId', u.id, 'unitCode', u.code, 'unitName', u.name, 'path', u.path::text,
                                            'emergency', e.id, 'readOnly', e.read_only))
            from emergency_access e join unit u on u.id = e.unit_id
           where e.account_id = a.id and e.ended_at is null and e.until_at > now()) as emergencies
    from auth_session s
    join account a on a.id = s.account_id
    left join member m on m.id = a.member_id
    left join unit h on h.id = m.unit_id
   where ${token} and s.revoked_at is null and s.expires_at > now() and a.disabled_at is null`;
const BY_TOKEN = sqlBy('s.token_hash = $1');
const BY_OLD_TOKEN = sqlBy('s.previous_token_hash = $1 and s.previous_until > now()');

const TOUCH_MS = 60_000;

export type ViewerServices = Pick<Services, 'env' | 'redis' | 'logger'> & { pool: Pool };

/**
 * The session behind a sign-in token, or null when the token is unknown, expired or revoked. `touch`: the person did something,
 * which puts the idle lock off (written at most once a minute); what pages ask for by themselves does not. A locked session
 * stays locked until its person has said the password again. `reads`: the request changes nothing, so the token that was replaced some
 * seconds ago still serves it.
 */
export async function findSignedIn(
  token: string,
  services: ViewerServices,
  { touch, reads = false }: { touch: boolean; reads?: boolean },
): Promise<SignedIn | null> {
  const { pool, env } = services;
  const values = [hashToken(token)];
  const current = await pool.query<Row>({ name: 'find-viewer', text: BY_TOKEN, values });
  const row = current.rows[0] ?? (reads ? (await pool.query<Row>(BY_OLD_TOKEN, values)).rows[0] : undefined);
  if (!row) return null;
  const viewer = readViewer(row, deviceTag(token));
  const minutes = idleMinutes(viewer.grants);
  const now = Date.now();
  const lastSeenAt = now - row.idle_ms;
  let locked = false;
  if (row.idle_ms > minutes * 60_000) {
    // Only now is it worth asking whether a lecture has been playing all the while.
    const run = await readWatchingRun(viewer.authSessionId, services);
    locked = isLocked({ lastSeenAt, now, minutes }, run);
  }
  if (!locked && row.idle_ms > TOUCH_MS && (touch || row.idle_ms > minutes * 60_000)) {
    await pool.query('update auth_session set last_seen_at = now() where id = $1', [row.auth_session_id]);
  }
  return {
    viewer,
    locked,
    hasFactor: row.has_factor,
    factorDue: isFactorDue(viewer, row.has_factor || provedElsewhere(row.method, env), env.SECOND_FACTOR),
    // A token that was replaced proves nothing about who sits there now.
    authenticatedAt: current.rows[0] ? row.authenticated_at : new Date(0),
    previousSignInAt: row.previous_sign_in_at,
  };
}

/** The person behind a token who may work now: not locked, and with the second factor their roles ask for. */
export async function findViewer(
  token: string,
  services: ViewerServices,
  { reads }: { reads: boolean } = { reads: false },
): Promise<Viewer | null> {
  const found = await findSignedIn(token, services, { touch: false, reads });
  return found && !found.locked && !found.factorDue ? found.viewer : null;
}

/** The outside provider asked for its own second factor, and the setting that believes it still stands. */
const provedElsewhere = (method: string, env: Pick<Services['env'], 'OIDC_MFA_AMR'>) =>
  method === 'OIDC_MFA' && env.OIDC_MFA_AMR.length > 0;

function readViewer(row: Row, device: string): Viewer {
  return {
    accountId: row.account_id,
    authSessionId: row.auth_session_id,
    device,
    username: row.username,
    displayName: row.display_name,
    language: row.language === 'en' ? 'en' : ('vi' satisfies Language),
    mustChangePassword: row.must_change_password,
    memberId: row.member_id,
    homeUnitId: row.home_unit_id,
    homePath: row.home_path,
    timeZone: row.time_zone ?? 'Asia/Ho_Chi_Minh',
    grants: [...(row.grants ?? []), ...(row.emergencies ?? [])],
  };
}
