import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { DutyTabs } from '~/components/accounts/duty-tabs';
import { EmergencyCard } from '~/components/accounts/emergency-card';
import { EmergencyForm } from '~/components/accounts/emergency-form';
import { Card } from '~/components/ui/card';
import { Confirm } from '~/components/ui/confirm';
import { EmptyState } from '~/components/ui/empty-state';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { canAnywhere, requireAnywhere } from '~/modules/accounts/access';
import { endEmergency } from '~/modules/accounts/emergencies/end-emergency.server';
import { EMERGENCIES_PER_PAGE, listEmergencies } from '~/modules/accounts/emergencies/list-emergencies.server';
import { reviewEmergency } from '~/modules/accounts/emergencies/review-emergency.server';
import { readEmergencyForm } from '~/modules/accounts/emergencies/schema';
import { takeEmergency } from '~/modules/accounts/emergencies/take-emergency.server';
import { findDutyCounts } from '~/modules/accounts/find-duty-counts.server';
import { listGrantableUnits } from '~/modules/accounts/list-grantable-units.server';
import { requireFresh } from '~/modules/accounts/require-fresh.server';
import { noteRead } from '~/modules/audit/note-read.server';
import { isAppError, notFound } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Truy cập khẩn cấp');

const HERE = '/quan-ly/khan-cap';
const DONE: Record<string, string> = {
  mo: 'Đã mở truy cập khẩn cấp. Các quản trị khác và ủy ban kiểm tra đã được báo.',
  'ket-thuc': 'Đã kết thúc truy cập khẩn cấp.',
  'xem-xet': 'Đã ghi kết luận.',
};

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const query = new URL(request.url).searchParams;
  const unreviewed = query.has('chua-xem-xet');
  const page = Math.min(10_000, Math.max(1, Number.parseInt(query.get('trang') ?? '1', 10) || 1));
  const found = await listEmergencies({ viewer, unreviewed, page, now: services.clock.now() }, services.db);
  if (found.rows.length > 0) {
    await noteRead(services, {
      ...{ viewer, action: 'emergency.list', targetType: 'page', targetId: 'khan-cap' },
      data: { count: found.rows.length, page },
    });
  }
  const takes = canAnywhere(viewer, 'emergency.take');
  const at = (date: Date) => formatWithClock(date, viewer.timeZone, language);
  return {
    unreviewed,
    page,
    pageCount: Math.ceil(found.total / EMERGENCIES_PER_PAGE),
    done: DONE[query.get('xong') ?? ''] ?? null,
    takes: takes && !found.rows.some((row) => row.own && row.active),
    units: takes ? await listGrantableUnits(viewer, services.db) : [],
    counts: await findDutyCounts(viewer, services),
    rows: found.rows.map((row) => ({
      ...row,
      logged: canAnywhere(viewer, 'audit.view'),
      startedAt: at(row.startedAt),
      untilAt: at(row.untilAt),
      endedAt: row.endedAt && at(row.endedAt),
      reviewedAt: row.reviewedAt && at(row.reviewedAt),
    })),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const form = Object.fromEntries(await request.formData());
  const order = form.viec;
  const { services } = context;
  const now = services.clock.now();
  const id = Number(form.so);
  const values = Object.fromEntries(
    ['vai-tro', 'che-do', 'don-vi', 'phut', 'ly-do'].map((name) => [name, String(form[name] ?? '').slice(0, 2000)]),
  );
  const none = { id: 0, values, errors: {} as Record<string, string>, failure: null, note: null as string | null };
  try {
    if (order === 'mo') {
      requireAnywhere(viewer, 'emergency.take');
      const { value, errors } = readEmergencyForm(form);
      if (!value) return data({ ...none, errors }, { status: 400 });
      await requireFresh(context, 'emergency.take', form);
      await takeEmergency({ viewer, form: value }, services);
    } else if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647) {
      throw notFound();
    } else if (order === 'ket-thuc') {
      await endEmergency({ viewer, id, now }, services.db);
    } else if (order === 'xem-xet') {
      const verdict = form['ket-luan'] === 'OBJECTED' ? 'OBJECTED' : 'ACCEPTED';
      const note = typeof form['nhan-xet'] === 'string' ? form['nhan-xet'].normalize('NFC').trim().slice(0, 1000) : '';
      await reviewEmergency({ viewer, id, verdict, note, now }, services.db);
    } else throw notFound();
  } catch (error) {
    if (!isAppError(error) || error.kind === 'not-found') throw error;
    if (error.code === 'NOTE_MISSING') return data({ ...none, id, note: error.message }, { status: error.status });
    if (error.code === 'UNIT_UNKNOWN')
      return data(
        { ...none, errors: { unitCode: 'Không có đơn vị nào mang mã này trong phạm vi của đồng chí.' } },
        422,
      );
    return data({ ...none, failure: { message: error.message, params: error.params } }, { status: error.status });
  }
  // One's own ended: it may have been what opened this page.
  throw redirect(canAnywhere(viewer, 'emergency.review') ? `${HERE}?xong=${order}` : '/');
}

export default function Emergencies() {
  const { t } = useTranslation();
  const { rows, unreviewed, page, pageCount, done, takes, units, counts } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const failed = answer !== undefined && (answer.failure !== null || Object.keys(answer.errors).length > 0);
  const form = <EmergencyForm units={units} values={answer?.values ?? {}} errors={answer?.errors ?? {}} busy={busy} />;
  return (
    <>
      <PageHeader
        title={t('Truy cập khẩn cấp')}
        lead={t(
          'Chỉ dùng khi có việc gấp và không kịp chờ người được giao. Tối đa 60 phút, không cần duyệt trước; mọi quản trị khác và ủy ban kiểm tra được báo ngay, và sau đó phải có người khác xem xét.',
        )}
      />
      <DutyTabs current="emergencies" counts={counts} />
      <div className="flex max-w-4xl flex-col gap-5">
        {done && !answer ? <Notice tone="success">{t(done)}</Notice> : null}
        {answer?.failure ? (
          <Notice tone="error" title={t('Chưa thực hiện được')}>
            {t(answer.failure.message, answer.failure.params)}
          </Notice>
        ) : null}
        {takes ? (
          failed ? (
            <Card title={t('Mở truy cập khẩn cấp')}>{form}</Card>
          ) : (
            <Confirm trigger={t('Cần truy cập khẩn cấp…')} variant="danger">
              {form}
            </Confirm>
          )
        ) : null}
        <p>
          <Link to={unreviewed ? HERE : `${HERE}?chua-xem-xet`} className="link inline-flex min-h-11 items-center">
            {unreviewed ? t('Xem tất cả các lần') : t('Chỉ xem các lần chưa xem xét')}
          </Link>
        </p>
        {rows.length === 0 ? (
          <EmptyState icon="check" title={t('Không có truy cập khẩn cấp nào')}>
            {t('Mỗi lần mở truy cập khẩn cấp được ghi ở đây, kể cả sau khi đã kết thúc.')}
          </EmptyState>
        ) : (
          <ul className="flex flex-col gap-4">
            {rows.map((row) => (
              <li key={row.id}>
                <EmergencyCard row={row} noteError={answer?.id === row.id ? answer.note : null} />
              </li>
            ))}
          </ul>
        )}
        <Pagination page={page} pageCount={pageCount} />
      </div>
    </>
  );
}
