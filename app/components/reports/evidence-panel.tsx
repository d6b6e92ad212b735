import { Link, type LinkProps } from '@remix-run/react';
import { coveredTenths, WAY_LABELS, wayOfCode } from '~/modules/attendance/schema';
import type { MemberEvidence } from '~/modules/reports/schema';
import { formatDuration, formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge } from '../ui/badge';
import { buttonClass } from '../ui/button';
import { Card } from '../ui/card';
import { EvidenceForms } from './evidence-forms';
import { MemberChecks } from './member-checks';

interface Props {
  evidence: MemberEvidence<string> & { mayRecord: boolean; mayCorrect: boolean };
  rules: { quiz: boolean };
  closeTo: LinkProps['to'];
}

const KINDS = {
  ROLL_CALL: ['Điểm danh: có mặt', 'Điểm danh: vắng mặt'],
  EXCUSE: ['Ghi nhận lý do vắng', 'Rút lý do vắng'],
  CORRECTION: ['Sửa kết quả: đã học', 'Sửa kết quả: chưa học'],
} as const;

/** Where a member's verdict comes from, session by session: coverage, roll-calls, excuses, corrections, each with who and why. */
export function EvidencePanel({ evidence, rules, closeTo }: Props) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language === 'en' ? 'en' : 'vi';
  return (
    <Card
      id="bang-chung"
      className="mb-6"
      emphasis
      title={t('Bằng chứng: {{name}}', { name: evidence.fullName })}
      aside={
        <Link to={closeTo} className={buttonClass('quiet')} preventScrollReset>
          {t('Đóng')}
        </Link>
      }
    >
      <ol className="flex flex-col gap-6">
        {evidence.sessions.map((session) => {
          const way = wayOfCode(session.wayCode);
          const percent = formatNumber(coveredTenths(session.coveredSeconds, session.timelineSeconds) / 10, 1, lang);
          return (
            <li key={session.id} className="border-t border-line pt-4 first:border-t-0 first:pt-0">
              <div className="flex flex-wrap items-center gap-3">
                <h3>{t('Buổi {{position}}: {{title}}', { position: session.position, title: session.title })}</h3>
                <Badge tone={way ? 'done' : 'partial'}>{way ? t(WAY_LABELS[way]) : t('Chưa học')}</Badge>
              </div>
              <p className="tabular">
                {session.timelineSeconds > 0
                  ? t('Đã xem {{covered}} trên {{total}} ({{percent}}%)', {
                      covered: formatDuration(session.coveredSeconds),
                      total: formatDuration(session.timelineSeconds),
                      percent,
                    })
                  : t('Buổi này chưa có bản ghi để xem.')}
              </p>
              {session.records.length > 0 ? (
                <ul className="mt-1 list-disc pl-6">
                  {session.records.map((record) => (
                    <li key={record.id}>
                      {t(KINDS[record.kind][record.positive ? 0 : 1])}
                      {record.kind === 'CORRECTION' && record.way
                        ? ` (${t(WAY_LABELS[record.way as keyof typeof WAY_LABELS])})`
                        : ''}
                      {record.reason ? ` – ${record.reason}` : ''}
                      <span className="text-ink-2"> · {t('{{by}}, {{at}}', { by: record.by, at: record.at })}</span>
                    </li>
                  ))}
                </ul>
              ) : (
                <p className="text-ink-2">{t('Chưa có điểm danh, lý do vắng hay sửa kết quả.')}</p>
              )}
              {session.checks.length > 0 || session.checksNeeded > 0 ? (
                <MemberChecks
                  checks={session.checks}
                  met={session.checksMet}
                  needed={session.checksNeeded}
                  memberId={evidence.memberId}
                  sessionId={session.id}
                  mayDecide={evidence.mayCorrect}
                />
              ) : null}
              <EvidenceForms
                memberId={evidence.memberId}
                sessionId={session.id}
                mayRecord={evidence.mayRecord}
                mayCorrect={evidence.mayCorrect}
              />
            </li>
          );
        })}
      </ol>
      {rules.quiz ? (
        <div className="mt-6 border-t border-line pt-4">
          <h3>{t('Lượt thi')}</h3>
          {evidence.attempts.length === 0 ? (
            <p className="text-ink-2">{t('Chưa có lượt thi nào.')}</p>
          ) : (
            <ul className="list-disc pl-6">
              {evidence.attempts.map((attempt) => (
                <li key={attempt.number} className="tabular">
                  {attempt.submittedAt && attempt.maxScore
                    ? t('Lượt {{number}}: {{score}} trên {{max}} điểm, {{result}}', {
                        number: attempt.number,
                        score: formatNumber((attempt.score ?? 0) / 1000, 2, lang),
                        max: formatNumber(attempt.maxScore / 1000, 0, lang),
                        result: attempt.passed ? t('đạt') : t('chưa đạt'),
                      })
                    : t('Lượt {{number}}: đang làm', { number: attempt.number })}
                </li>
              ))}
            </ul>
          )}
        </div>
      ) : null}
    </Card>
  );
}
