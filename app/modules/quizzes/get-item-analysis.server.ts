import type { Db } from '~/platform/db';

export interface ItemAnalysis {
  code: string;
  version: number;
  stem: string;
  /** Submitted attempts that had the question. */
  drawn: number;
  /** Mean mark as a share of the full mark, basis points. No answer counts as 0. */
  facility: number;
  /** Correlation of the mark with the rest of the paper, -1 to 1; null: too few papers or no spread. */
  discrimination: number | null;
}

/** Fewer papers than this say nothing about discrimination. */
const MIN_PAPERS = 5;

/**
 * How each question of a bank did over all submitted attempts: facility (how many got it right) and discrimination (point-biserial
 * against the rest of the paper: below 0.1 the question does not tell who knows from who does not). Hardest first. No person is in it.
 */
export async function getItemAnalysis(args: { bankId: number; limit: number }, db: Db): Promise<ItemAnalysis[]> {
  return db.$queryRaw<ItemAnalysis[]>`
    with marks as (
      select (p->>'questionId')::int as question_id, coalesce(w.mark, 0) as mark, a.score - coalesce(w.mark, 0) as rest
        from quiz_attempt a join quiz z on z.id = a.quiz_id
        cross join lateral jsonb_array_elements(a.paper) p
        left join quiz_answer w on w.attempt_id = a.id and w.question_id = (p->>'questionId')::int
       where z.bank_id = ${args.bankId} and a.submitted_at is not null)
    select q.code, q.version, q.stem, count(*)::int as drawn, round(avg(m.mark) * 10)::int as facility,
           case when count(*) >= ${MIN_PAPERS} then round(corr(m.mark, m.rest)::numeric, 2)::float8 end as discrimination
      from marks m join question q on q.id = m.question_id
     group by q.id order by facility, q.code limit ${args.limit}`;
}
