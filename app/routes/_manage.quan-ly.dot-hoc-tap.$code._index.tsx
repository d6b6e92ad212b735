import type { LoaderFunctionArgs } from '@remix-run/node';
import { Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { Deadline } from '~/components/campaigns/deadline';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { DescriptionList } from '~/components/ui/description-list';
import { Icon } from '~/components/ui/icon';
import { Notice } from '~/components/ui/notice';
import { Progress } from '~/components/ui/progress';
import { Stat, StatRow } from '~/components/ui/stat';
import { can } from '~/modules/accounts/access';
import { getCampaignEditor, getRosterCounts } from '~/modules/campaigns/get-campaign-editor.server';
import { missingForOpening } from '~/modules/campaigns/open-campaign.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { formatNumber, formatRate, formatThreshold } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI, type Language } from '~/platform/time';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const { id, unitPath } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.view', db);
  const campaign = await getCampaignEditor(id, db);
  const now = clock.now();
  const { quiz, sessions, audience } = campaign;
  return {
    now: now.toISOString(),
    timeZone: viewer.timeZone,
    manages: can(viewer, 'campaign.manage', unitPath),
    board: can(viewer, 'board.view', unitPath),
    research: can(viewer, 'research.export', unitPath) && campaign.state !== 'DRAFT',
    code: campaign.code,
    state: campaign.state,
    description: campaign.description,
    deadlineAt: campaign.deadlineAt.toISOString(),
    deadlineTimeZone: campaign.deadlineTimeZone,
    rosterTakenAt: campaign.rosterTakenAt?.toISOString() ?? null,
    threshold: campaign.coverageThreshold,
    checks: { count: campaign.presenceChecks, needed: campaign.presenceChecksNeeded },
    quiz: campaign.quizRequired && quiz ? { count: quiz.questionCount, pass: quiz.passMark } : null,
    audience: audience.map(({ unit }) => unit.name),
    documents: campaign.documents.length,
    sessions: sessions.length,
    withoutRecording: sessions.filter((session) => session.recording === null).length,
    roster: campaign.state === 'DRAFT' ? null : await getRosterCounts(id, db),
    missing: missingForOpening({
      sessions: sessions.length,
      audience: audience.length,
      deadlineAt: campaign.deadlineAt,
      quizRequired: campaign.quizRequired,
      hasQuiz: quiz !== null,
      now,
    }),
  };
}

export default function CampaignOverview() {
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const page = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const base = `/quan-ly/dot-hoc-tap/${page.code}`;
  return (
    <>
      {query.get('ket-qua') === 'mo' ? (
        <Notice tone="success" title={t('Đợt học tập đã mở.')}>
          {t('Danh sách phải học đã được lập. Đảng viên trong danh sách nhìn thấy đợt này ở Trang của tôi.')}
        </Notice>
      ) : null}
      {query.get('ket-qua') === 'dong' ? <Notice tone="success" title={t('Đợt học tập đã kết thúc.')} /> : null}
      {query.get('ket-qua') === 'danh-sach' ? (
        <Notice tone="success" title={t('Danh sách phải học đã được cập nhật.')} />
      ) : null}
      {page.roster ? <RosterCard roster={page.roster} page={page} base={base} /> : null}
      {page.state === 'DRAFT' && page.manages ? <Opening missing={page.missing} base={base} page={page} /> : null}
      <Card id="tom-tat" title={t('Tóm tắt')}>
        {page.description ? <p className="mb-4 max-w-[68ch]">{page.description}</p> : null}
        <DescriptionList
          items={[
            {
              term: t('Hạn hoàn thành'),
              value: (
                <Deadline
                  at={page.deadlineAt}
                  timeZone={page.deadlineTimeZone}
                  localZone={page.timeZone}
                  now={page.now}
                  badge={page.state === 'OPEN'}
                />
              ),
            },
            { term: t('Tài liệu'), value: formatNumber(page.documents, 0, lang) },
            {
              term: t('Buổi học'),
              value:
                page.withoutRecording === 0 && page.sessions > 0
                  ? t('{{sessions}} buổi, đều đã có bản ghi', { sessions: page.sessions })
                  : t('{{sessions}} buổi, {{without}} buổi chưa có bản ghi', {
                      sessions: page.sessions,
                      without: page.withoutRecording,
                    }),
            },
            { term: t('Đối tượng'), value: page.audience.join('; ') || t('Chưa chọn') },
            {
              term: t('Được tính là đã học khi'),
              value:
                t('theo dõi ít nhất {{percent}} mỗi buổi', {
                  percent: formatThreshold(page.threshold, lang),
                }) +
                (page.quiz
                  ? t(' và đạt bài trắc nghiệm {{questions}} câu (từ {{pass}}/10)', {
                      questions: page.quiz.count,
                      pass: formatNumber(page.quiz.pass / 1000, page.quiz.pass % 1000 === 0 ? 0 : 1, lang),
                    })
                  : ''),
            },
            {
              term: t('Câu hỏi theo dõi'),
              value:
                page.checks.count === 0
                  ? t('Không hỏi')
                  : page.checks.needed === 0
                    ? t('{{count}} lần mỗi buổi, chỉ để tham khảo', { count: page.checks.count })
                    : t('{{count}} lần mỗi buổi, cần ít nhất {{needed}} lần khi học trực tuyến hoặc học bổ sung', {
                        count: page.checks.count,
                        needed: page.checks.needed,
                      }),
            },
          ]}
        />
      </Card>
    </>
  );
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

function RosterCard({ roster, page, base }: { roster: NonNullable<Page['roster']>; page: Page; base: string }) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const number = (n: number) => formatNumber(n, 0, lang);
  return (
    <Card
      id="danh-sach"
      title={t('Danh sách phải học')}
      aside={
        page.rosterTakenAt
          ? t('lập lúc {{moment}}', { moment: formatWithClock(new Date(page.rosterTakenAt), HANOI, lang) })
          : null
      }
    >
      <div className="flex flex-col gap-5">
        <StatRow>
          <Stat
            label={t('Phải học')}
            value={number(roster.required)}
            note={t('ở {{cells}} chi bộ', { cells: roster.cells })}
          />
          <Stat label={t('Được miễn')} value={number(roster.exempt)} />
          <Stat label={t('Tạm sinh hoạt nơi khác')} value={number(roster.elsewhere)} />
          <Stat label={t('Chuyển đi')} value={number(roster.transferred)} />
        </StatRow>
        <Progress
          label={t('Đã học')}
          value={roster.studied}
          max={roster.required}
          text={`${number(roster.studied)} / ${number(roster.required)} · ${formatRate(roster.studied, roster.required, lang)}`}
        />
        <div className="flex flex-wrap gap-3">
          {page.board ? (
            <LinkButton to={`/quan-ly/tong-hop/${page.code}`} icon="chart">
              {t('Xem bảng tổng hợp')}
            </LinkButton>
          ) : null}
          {page.research ? (
            <LinkButton to={`${base}/nghien-cuu`} variant="secondary">
              {t('Dữ liệu nghiên cứu')}
            </LinkButton>
          ) : null}
          {page.manages && page.state === 'OPEN' ? (
            <>
              <LinkButton to={`${base}/danh-sach`} variant="secondary">
                {t('Cập nhật danh sách phải học')}
              </LinkButton>
              <LinkButton to={`${base}/ket-thuc`} variant="danger">
                {t('Kết thúc đợt học tập')}
              </LinkButton>
            </>
          ) : null}
        </div>
      </div>
    </Card>
  );
}

function Opening({ missing, base, page }: { missing: string[]; base: string; page: Page }) {
  const { t } = useTranslation();
  return (
    <Card
      id="mo-dot"
      emphasis
      title={missing.length === 0 ? t('Đợt học tập đã sẵn sàng để mở') : t('Việc còn lại trước khi mở')}
    >
      {missing.length > 0 ? (
        <ul className="flex flex-col gap-2">
          {missing.map((sentence) => (
            <li key={sentence} className="flex gap-2">
              <Icon name="circle" className="mt-1 size-5 shrink-0 text-ink-3" />
              {t(sentence)}
            </li>
          ))}
        </ul>
      ) : (
        <div className="flex flex-col gap-4">
          <p>{t('Khi mở, danh sách phải học được lập theo ngày hôm nay; đối tượng và quy tắc không đổi được nữa.')}</p>
          {page.withoutRecording > 0 ? (
            <p className="text-ink-2">
              {t('Có buổi học chưa có bản ghi; đồng chí vẫn tải lên được sau khi mở.')}{' '}
              <Link to={`${base}/buoi-hoc`} className="link">
                {t('Xem các buổi học')}
              </Link>
            </p>
          ) : null}
          <div>
            <LinkButton to={`${base}/mo`}>{t('Mở đợt học tập')}</LinkButton>
          </div>
        </div>
      )}
    </Card>
  );
}
