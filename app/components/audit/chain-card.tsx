import { useWorkProgress } from '~/components/reports/use-work-progress';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { Progress } from '~/components/ui/progress';
import { CHECK_STATES, type CheckState, PROBLEM_KINDS, type ProblemKind } from '~/modules/audit/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

export interface ShownCheck {
  id: number;
  state: CheckState;
  progress: number;
  requestedByName: string;
  createdAt: string;
  finishedAt: string | null;
  entries: string | null;
  sealedUntil: string | null;
  problems: { kind: ProblemKind; entryId?: number | undefined; at?: string | undefined }[] | null;
}

interface Props {
  sealedUntil: string | null;
  waiting: string;
  latest: ShownCheck | null;
}

/** Whether the log can be trusted: until where it is sealed, what the last verification found, and a button for another one. */
export function ChainCard({ sealedUntil, waiting, latest }: Props) {
  const { t } = useTranslation();
  return (
    <Card title={t('Tính toàn vẹn của nhật ký')} id="chuoi">
      <p className="mb-3 max-w-[75ch] text-ink-2">
        {sealedUntil
          ? t('Đã niêm phong đến {{at}}; {{waiting}} dòng mới đang chờ niêm phong trong giây lát.', {
              at: sealedUntil,
              waiting,
            })
          : t('Chưa có dòng nào được niêm phong.')}
      </p>
      {latest ? <Check loaded={latest} /> : <p className="mb-3">{t('Chưa lần nào kiểm tra toàn bộ nhật ký.')}</p>}
    </Card>
  );
}

function Check({ loaded }: { loaded: ShownCheck }) {
  const { t } = useTranslation();
  const check = useWorkProgress(loaded, 'audit-check');
  const { requestedByName: name, createdAt: at } = check;
  if (check.state === 'QUEUED' || check.state === 'RUNNING')
    return (
      <>
        <noscript>
          <meta httpEquiv="refresh" content="3" />
        </noscript>
        <Progress
          label={t(CHECK_STATES[check.state])}
          value={check.progress}
          max={100}
          text={`${check.progress}%`}
          tone="info"
        />
        <p className="mt-2 text-ink-2">
          {t('{{name}} yêu cầu lúc {{at}}. Đồng chí có thể rời trang; việc kiểm tra vẫn chạy.', { name, at })}
        </p>
        <div className="mt-3">
          <LinkButton to="/quan-ly/nhat-ky" variant="secondary" reloadDocument>
            {t('Xem tiến độ mới nhất')}
          </LinkButton>
        </div>
      </>
    );
  if (check.state === 'FAILED')
    return (
      <Notice tone="error" title={t('Lần kiểm tra gần nhất không hoàn thành')}>
        {t('{{name}} yêu cầu lúc {{at}}. Đồng chí hãy kiểm tra lại; nếu vẫn lỗi, hãy báo quản trị viên.', { name, at })}
      </Notice>
    );
  const problems = check.problems ?? [];
  const facts = t('{{name}} kiểm tra xong lúc {{at}}: {{entries}} dòng, đến {{until}}.', {
    name,
    at: check.finishedAt ?? '–',
    entries: check.entries ?? '0',
    until: check.sealedUntil ?? '–',
  });
  if (problems.length === 0)
    return (
      <Notice tone="success" title={t('Nhật ký nguyên vẹn')}>
        {facts}
      </Notice>
    );
  return (
    <Notice tone="error" title={t('Nhật ký đã bị thay đổi')}>
      <p>{facts}</p>
      <ul className="mt-2 list-disc pl-5">
        {problems.slice(0, 20).map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes its order
          <li key={index}>
            {t(PROBLEM_KINDS[problem.kind])}
            {problem.entryId === undefined ? null : ` ${t('Dòng số {{id}}.', { id: problem.entryId })}`}
            {problem.at ? ` ${problem.at}` : null}
          </li>
        ))}
      </ul>
      <p className="mt-2">
        {t(
          'Đồng chí giữ nguyên hiện trạng, báo cáo cấp trên và yêu cầu quản trị viên cung cấp bản sao lưu để đối chiếu.',
        )}
      </p>
    </Notice>
  );
}

/** Stands apart from the card so that it can be pressed while nothing is under way. */
export function CheckButton({ busy }: { busy: boolean }) {
  const { t } = useTranslation();
  return (
    <Form method="post">
      <Button variant="secondary" icon="check" busy={busy}>
        {t('Kiểm tra toàn bộ nhật ký')}
      </Button>
    </Form>
  );
}
