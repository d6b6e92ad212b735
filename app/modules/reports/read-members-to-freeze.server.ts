import type { CampaignFrame } from './get-campaign-frame.server';
import { missingParts } from './missing-parts';
import type { RunSql } from './roll-up.server';
import type { FrozenMember } from './snapshot-content';

const BATCH = 2_000;

const MEMBERS = `
  SELECT r.member_id AS "memberId", r.unit_id AS "unitId", m.full_name AS "fullName", m.sort_key AS "sortKey", m.birth_year AS "birthYear",
         r.reason = 'REQUIRED' AS required, r.reason::text AS "rosterReason",
         r.reason = 'REQUIRED' AND COALESCE(o.studied, false) AS studied, o.way::text AS way,
         COALESCE(o.excused, false) AS excused, r.key_cadre AS "keyCadre", o.quiz_score AS "quizScore",
         COALESCE(o.quiz_passed, false) AS "quizPassed", COALESCE(o.paper_done, false) AS "paperDone", COALESCE(o.ways, '{}') AS ways,
         x.reason AS "excuse"
    FROM roster_entry r
    JOIN unit u ON u.id = r.unit_id AND u.path <@ $2::ltree
    JOIN member m ON m.id = r.member_id
    LEFT JOIN member_outcome o ON o.campaign_id = r.campaign_id AND o.member_id = r.member_id
    LEFT JOIN LATERAL (
      SELECT e.reason FROM attendance_evidence e JOIN study_session s ON s.id = e.session_id AND s.campaign_id = r.campaign_id
       WHERE e.member_id = r.member_id AND e.kind = 'EXCUSE' AND e.positive AND o.excused ORDER BY e.id DESC LIMIT 1
    ) x ON true
   WHERE r.campaign_id = $1 AND r.member_id > $3
   ORDER BY r.member_id LIMIT ${BATCH}`;

type Row = Omit<FrozenMember, 'note'> & { ways: number[]; excuse: string | null };

/** The members of a subtree as they are to be frozen, in batches in order of id, each with the reason why it is not done. */
export async function* readMembersToFreeze(
  { campaign, rootPath }: { campaign: CampaignFrame; rootPath: string },
  run: RunSql,
): AsyncGenerator<FrozenMember[]> {
  let after = 0;
  for (;;) {
    const rows = (await run(MEMBERS, [campaign.id, rootPath, after])) as unknown as Row[];
    if (rows.length === 0) return;
    yield rows.map(({ ways, excuse, ...member }) => ({ ...member, note: noteOf(member, ways, excuse, campaign) }));
    after = rows.at(-1)?.memberId ?? after;
    if (rows.length < BATCH) return;
  }
}

function noteOf(
  member: Omit<FrozenMember, 'note'>,
  ways: number[],
  excuse: string | null,
  campaign: CampaignFrame,
): string | null {
  if (!member.required || member.studied) return null;
  const missing = missingParts({
    ways,
    sessionCount: campaign.sessions.length,
    quizRequired: campaign.quizRequired,
    quizScore: member.quizScore,
    quizPassed: member.quizPassed,
    paperRequired: campaign.paperRequired,
    paperDone: member.paperDone,
  }).join('; ');
  const text = member.excused && excuse ? `${excuse} (${missing})` : missing;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
