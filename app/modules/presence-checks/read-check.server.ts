/** SQL for a row of presence_check `k` as JSON, in the shape of StoredCheck. */
const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export const CHECK_JSON = `json_build_object('number', k.number, 'at', k.at, 'askedAt', ${utc('k.asked_at')},
  'answerBy', ${utc('k.answer_by')}, 'answeredAt', ${utc('k.answered_at')}, 'deliveredAt', ${utc('k.delivered_at')},
  'explanation', k.explanation, 'explainedAt', ${utc('k.explained_at')}, 'accepted', k.accepted,
  'decisionReason', k.decision_reason, 'decidedByName', k.decided_by_name)`;

/** SQL for how many checks of session `session` and member `member` are met. */
export const metChecks = (session: string, member: string): string =>
  `(select count(*)::int from presence_check k where k.session_id = ${session} and k.member_id = ${member}
      and (k.answered_at is not null or k.accepted))`;
