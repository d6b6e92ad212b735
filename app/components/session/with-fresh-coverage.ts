import type { MemberCampaignView } from '~/modules/campaigns/schema';

/** The requirements with what this page knows better than its load did: the seconds of the session that plays here. */
export function withFreshCoverage<C extends Pick<MemberCampaignView, 'sessions'>>(
  campaign: C,
  { sessionId, covered }: { sessionId: number; covered: number },
): C {
  return {
    ...campaign,
    sessions: campaign.sessions.map((session) =>
      session.id === sessionId && session.state !== 'done' && covered > session.covered
        ? { ...session, covered, state: 'started' as const }
        : session,
    ),
  };
}
