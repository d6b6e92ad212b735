import type { Pool } from 'pg';
import { hashToken } from './auth-cookie';
import { deviceTag } from './device-tag';
import type { Language } from './schema';
import type { Grant, Viewer } from './viewer';

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
  stale: boolean;
}

// One round trip: this runs before every page.
const SQL = `
  select s.id as auth_session_id, a.id as account_id, a.username, a.display_name, a.language, a.must_change_password,
         a.member_id, m.unit_id as home_unit_id, h.path::text as home_path,
         coalesce(m.time_zone, h.time_zone, 'Asia/Ho_Chi_Minh') as time_zone,
         s.last_seen_at < now() - interval '1 minute' as stale,
         (select json_agg(json_build_object('role', g.role, 'unitId', u.id, 'unitCode', u.code, 'unitName', u.name, 'path', u.path::text) order by g.id)
            from role_grant g join unit u on u.id = g.unit_id where g.account_id = a.id and g.revoked_at is null) as grants
    from auth_session s
    join account a on a.id = s.account_id
    left join member m on m.id = a.member_id
    left join unit h on h.id = m.unit_id
   where s.token_hash = $1 and s.revoked_at is null and s.expires_at > now() and a.disabled_at is null`;

/** The person behind a sign-in token, or null when the token is unknown, expired or revoked. Marks the session as seen at most once a minute. */
export async function findViewer(token: string, pool: Pool): Promise<Viewer | null> {
  const { rows } = await pool.query<Row>({ name: 'find-viewer', text: SQL, values: [hashToken(token)] });
  const row = rows[0];
  if (!row) return null;
  if (row.stale) await pool.query('update auth_session set last_seen_at = now() where id = $1', [row.auth_session_id]);
  return {
    accountId: row.account_id,
    authSessionId: row.auth_session_id,
    device: deviceTag(token),
    username: row.username,
    displayName: row.display_name,
    language: row.language === 'en' ? 'en' : ('vi' satisfies Language),
    mustChangePassword: row.must_change_password,
    memberId: row.member_id,
    homeUnitId: row.home_unit_id,
    homePath: row.home_path,
    timeZone: row.time_zone ?? 'Asia/Ho_Chi_Minh',
    grants: row.grants ?? [],
  };
}
