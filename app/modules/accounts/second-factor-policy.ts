import type { Role } from './schema';
import type { Viewer } from './viewer';

/** `required`: as the table says; `all`: everybody (access from the Internet to sensitive data, level 3); `optional`: nobody must. */
export type SecondFactorMode = 'required' | 'all' | 'optional';

/** Who may not work without a second factor. Whoever sees other people's data or figures must; members may. */
const NEEDS_SECOND_FACTOR: Readonly<Record<Role, boolean>> = {
  MEMBER: false,
  SECRETARY: true,
  VENUE_CLERK: true,
  ORGANISER: true,
  COMMITTEE: true,
  INSPECTOR: true,
  ADMINISTRATOR: true,
};

export function needsSecondFactor(grants: Viewer['grants'], mode: SecondFactorMode): boolean {
  if (mode === 'optional') return false;
  return mode === 'all' || grants.some((grant) => NEEDS_SECOND_FACTOR[grant.role]);
}
