import type { Viewer } from '~/modules/accounts/viewer';
import { type Db, Prisma } from '~/platform/db';
import { AppError, notFound } from '~/platform/errors';

interface Args {
  viewer: Pick<Viewer, 'memberId'>;
  sessionId: number;
  number: number;
  explanation: string;
  now: Date;
}

interface Row {
  state: string;
  answered: boolean;
  standing: boolean;
  decided: boolean;
}

/**
 * The member's words about a check of their own that was missed; they may be rewritten until somebody has decided.
 * @throws AppError not-found; conflict: answered, still standing, decided, or the campaign is over
 */
export async function explainCheck({ viewer, sessionId, number, explanation, now }: Args, db: Db): Promise<void> {
  const { memberId } = viewer;
  if (memberId === null) throw notFound();
  const own = Prisma.sql`k.session_id = ${sessionId} and k.member_id = ${memberId} and k.number = ${number}`;
  const written = await db.$executeRaw`
    update presence_check k set explanation = ${explanation}, explained_at = ${now}
      from study_session s join campaign c on c.id = s.campaign_id
     where ${own} and s.id = k.session_id and c.state = 'OPEN'
       and k.answered_at is null and k.accepted is null and k.answer_by < ${now}`;
  if (written > 0) return;
  const [row] = await db.$queryRaw<Row[]>`
    select c.state::text as state, k.answered_at is not null as answered, k.answer_by >= ${now} as standing, k.accepted is not null as decided
      from presence_check k join study_session s on s.id = k.session_id join campaign c on c.id = s.campaign_id where ${own}`;
  if (!row) throw notFound();
  if (row.answered) throw refused('CHECK_ANSWERED', 'Lần hỏi này đồng chí đã trả lời, không cần giải trình.');
  if (row.decided)
    throw refused('CHECK_DECIDED', 'Giải trình này đã được xem xét. Nếu cần, đồng chí hãy liên hệ bí thư chi bộ.');
  if (row.standing)
    throw refused('CHECK_STANDS', 'Câu hỏi vẫn đang chờ: đồng chí chỉ cần bấm “Tôi đang theo dõi” cạnh hình.');
  throw refused('CAMPAIGN_CLOSED', 'Đợt học tập đã kết thúc nên không nhận giải trình nữa. Hãy liên hệ bí thư chi bộ.');
}

const refused = (code: string, message: string) => new AppError('conflict', code, message);
