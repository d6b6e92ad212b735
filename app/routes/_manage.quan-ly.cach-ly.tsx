import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { LiftForm } from '~/components/quarantine/lift-form';
import { WithdrawForm } from '~/components/quarantine/withdraw-form';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { requireAnywhere } from '~/modules/accounts/access';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { lift } from '~/modules/quarantine/lift.server';
import { listQuarantine } from '~/modules/quarantine/list-quarantine.server';
import { QUARANTINE_TARGET_NAMES, QUARANTINE_TARGETS, REASON_LENGTH } from '~/modules/quarantine/schema';
import { withdraw } from '~/modules/quarantine/withdraw.server';
import { isAppError, notFound } from '~/platform/errors';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI, type Language } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Cách ly nội dung');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  return { rows: await listQuarantine(viewer, context.services.db), language: context.language };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const form = Object.fromEntries(await request.formData());
  const reason = String(form['ly-do'] ?? '')
    .normalize('NFC')
    .trim()
    .slice(0, REASON_LENGTH);
  const none = { id: 0, error: null, reason, again: null, failure: null };
  const lifting = form.viec === 'go';
  // The password is asked only of those who may.
  requireAnywhere(viewer, lifting ? 'quarantine.lift' : 'quarantine.withdraw');
  const target = QUARANTINE_TARGETS.find((one) => one === form.loai);
  const id = Number(form.so);
  const name = String(form.ma ?? '').slice(0, 100);
  if (lifting && reason === '')
    return data({ ...none, id, error: 'Đồng chí hãy ghi lý do gỡ cách ly.' }, { status: 400 });
  if (!lifting && !target) throw notFound();
  try {
    if (lifting) await requireFresh(context, 'quarantine.lift', form);
    else await requireFresh(context, 'quarantine.withdraw', form);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const failure = { message: error.message, params: error.params };
    return data({ ...none, id, failure, again: target ? { target, name } : null }, { status: error.status });
  }
  if (lifting) await lift({ viewer, id, reason, now: clock.now() }, db);
  else if (target) await withdraw({ viewer, target, name, reason }, db);
  throw redirect(`/quan-ly/cach-ly?xong=${lifting ? 'go' : 'cach-ly'}`);
}

const DONE: Record<string, string> = {
  'cach-ly': 'Đã cách ly. Trong vòng vài giây không ai mở được nội dung này nữa.',
  go: 'Đã gỡ cách ly; nội dung dùng lại được như trước.',
};

export default function QuarantinePage() {
  const { t } = useTranslation();
  const { rows, language } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [query] = useSearchParams();
  const done = DONE[query.get('xong') ?? ''];
  const when = (iso: string) => formatWithClock(new Date(iso), HANOI, language as Language);
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeader
        title={t('Cách ly nội dung')}
        lead={t('Bản ghi, tài liệu và tệp nhập dữ liệu đã thu hồi để kiểm tra.')}
      />
      {done && !answer ? <Notice tone="success">{t(done)}</Notice> : null}
      {answer?.failure ? (
        <Notice tone="error" title={t('Chưa thực hiện được')}>
          {t(answer.failure.message, answer.failure.params)}
        </Notice>
      ) : null}
      {answer?.again ? (
        <Card>
          <WithdrawForm target={answer.again.target} name={answer.again.name} />
        </Card>
      ) : null}
      <Notice tone="info" title={t('Cách ly có hiệu lực tới đâu')}>
        {t(
          'Trang, danh sách phát, khóa giải mã, phụ đề và tệp ngừng ở mọi nơi trong vòng vài giây. Máy chủ đệm và máy người xem có thể còn giữ các đoạn đã mã hóa; không có khóa thì không xem được. Ai đã xin khóa trước đó thì đoạn ấy có thể còn trong bộ nhớ trình phát cho đến khi đóng trang.',
        )}
      </Notice>
      {rows.length === 0 ? (
        <EmptyState icon="check" title={t('Không có nội dung nào bị cách ly')}>
          {t('Nút “Cách ly ngay” nằm ở trang bản ghi của buổi học, trang sửa tài liệu và trang nhập dữ liệu.')}
        </EmptyState>
      ) : (
        <ul className="flex flex-col gap-4">
          {rows.map((row) => (
            <li key={row.id}>
              <Card>
                <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
                  <h2 className="min-w-0 text-lg font-semibold break-words">{row.title}</h2>
                  <Badge tone={row.liftedAt ? 'neutral' : 'danger'}>
                    {row.liftedAt ? t('Đã gỡ cách ly') : t('Đang cách ly')}
                  </Badge>
                </div>
                <p className="mt-1 text-ink-2">
                  {[t(QUARANTINE_TARGET_NAMES[row.target]), row.unitName].filter(Boolean).join(' · ')}
                </p>
                <p className="mt-2">
                  {t('{{name}} cách ly lúc {{when}}', { name: row.byName, when: when(row.at) })}
                  {row.reason ? `: ${row.reason}` : ''}
                </p>
                {row.keyHolders === null ? null : (
                  <p>
                    {t('Đã cấp khóa cho {{holders}} người hoặc điểm cầu', {
                      holders: formatNumber(row.keyHolders, 0, language as Language),
                    })}
                  </p>
                )}
                {row.liftedAt ? (
                  <p>
                    {t('{{name}} gỡ cách ly lúc {{when}}', { name: row.liftedByName ?? '', when: when(row.liftedAt) })}
                    {row.liftReason ? `: ${row.liftReason}` : ''}
                  </p>
                ) : null}
                {row.mayLift ? (
                  <LiftForm
                    id={row.id}
                    error={answer?.id === row.id ? answer.error : null}
                    reason={answer?.id === row.id ? answer.reason : undefined}
                  />
                ) : null}
              </Card>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
