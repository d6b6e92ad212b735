import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { DataSections } from '~/components/privacy/data-sections';
import { MyRequests } from '~/components/privacy/my-requests';
import { Badge } from '~/components/ui/badge';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { describeMyData } from '~/modules/privacy/describe-my-data';
import { getMyData } from '~/modules/privacy/get-my-data.server';
import { listMyRequests } from '~/modules/privacy/list-requests.server';
import { withdrawRequest } from '~/modules/privacy/make-request.server';
import { listMyExports, requestExport } from '~/modules/privacy/request-export.server';
import { isAppError } from '~/platform/errors';
import { dictionaryFor } from '~/platform/i18n/dictionary.server';
import { translationOf } from '~/platform/i18n/i18n';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Dữ liệu của tôi');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, language } = context;
  const { t } = translationOf(language, dictionaryFor(language));
  const query = new URL(request.url).searchParams;
  const data = await getMyData(viewer, services);
  return {
    sections: describeMyData(data, { t, language, timeZone: viewer.timeZone }),
    requests: await listMyRequests(viewer, services),
    exports: await listMyExports(viewer, services),
    said: query.has('da-gui') ? 'sent' : query.has('da-rut') ? 'withdrawn' : query.has('qua-nhieu') ? 'too-many' : null,
    timeZone: viewer.timeZone,
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const form = await request.formData();
  if (form.get('viec') === 'rut') {
    const requestId = Number(form.get('yeu-cau'));
    if (Number.isInteger(requestId) && requestId > 0 && requestId <= 2_147_483_647)
      await withdrawRequest({ viewer, requestId }, context.services);
    return redirect('/du-lieu-cua-toi?da-rut#yeu-cau-cua-toi');
  }
  try {
    await requestExport({ viewer }, context.services);
  } catch (error) {
    if (isAppError(error) && error.code === 'TOO_MANY_EXPORTS') return redirect('/du-lieu-cua-toi?qua-nhieu#tai-ve');
    throw error;
  }
  return redirect('/du-lieu-cua-toi#tai-ve');
}

export default function MyDataPage() {
  const { t, i18n } = useTranslation();
  const { sections, requests, exports, said, timeZone } = useLoaderData<typeof loader>();
  const at = (moment: Date) => formatWithClock(moment, timeZone, i18n.language);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <PageHeader
        title={t('Dữ liệu của tôi')}
        lead={t('Mọi thông tin hệ thống giữ về đồng chí. Chỉ đồng chí thấy trang này.')}
        actions={<LinkButton to="/du-lieu-cua-toi/yeu-cau">{t('Gửi yêu cầu')}</LinkButton>}
      />
      {said === 'sent' ? (
        <Notice tone="success" title={t('Đã gửi yêu cầu')}>
          {t('Đồng chí sẽ được trả lời trong 2 ngày làm việc. Câu trả lời hiện ở trang này.')}
        </Notice>
      ) : said === 'withdrawn' ? (
        <Notice tone="success">{t('Đã rút yêu cầu.')}</Notice>
      ) : null}
      <MyRequests requests={requests} timeZone={timeZone} />
      <Card id="tai-ve" title={t('Tải về')}>
        {said === 'too-many' ? (
          <div className="mb-3">
            <Notice tone="warning">
              {t('Hôm nay đồng chí đã lập 5 bản. Hãy dùng bản đã có, hoặc chờ đến ngày mai.')}
            </Notice>
          </div>
        ) : null}
        <p className="mb-3 text-ink-2">
          {t('Bản PDF để đọc và in, giữ 7 ngày rồi tự xóa. Bản JSON để máy tính khác đọc. Hãy giữ cẩn thận.')}
        </p>
        <div className="flex flex-wrap gap-3">
          <PlainForm method="post" action="?index">
            <Button name="viec" value="pdf" icon="document">
              {t('Lập bản PDF')}
            </Button>
          </PlainForm>
          <LinkButton variant="secondary" icon="download" reloadDocument to="/du-lieu-cua-toi/tai-ve.json">
            {t('Tải bản JSON')}
          </LinkButton>
        </div>
        {exports.length > 0 ? (
          <ul className="mt-4 flex flex-col gap-2">
            {exports.map((one) => (
              <li key={one.id} className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1">
                <span>{t('Bản PDF lập lúc {{at}}', { at: at(one.createdAt) })}</span>
                {one.state === 'READY' ? (
                  <Link
                    reloadDocument
                    className="link inline-flex min-h-11 items-center"
                    to={`/du-lieu-cua-toi/ban-pdf/${one.id}`}
                  >
                    {t('Tải xuống')}
                  </Link>
                ) : (
                  <>
                    <Badge tone="partial">{t('Đang lập')}</Badge>
                    <Link
                      className="link inline-flex min-h-11 items-center"
                      to="/du-lieu-cua-toi#tai-ve"
                      reloadDocument
                    >
                      {t('Xem lại')}
                    </Link>
                  </>
                )}
              </li>
            ))}
          </ul>
        ) : null}
      </Card>
      <DataSections sections={sections} />
      <p className="text-ink-2">
        {t(
          'Ai đã xem dữ liệu của đồng chí được ghi trong nhật ký do ủy ban kiểm tra giữ; đồng chí có thể hỏi bằng một yêu cầu.',
        )}{' '}
        <Link className="link" to="/thong-bao-du-lieu">
          {t('Thông báo về dữ liệu cá nhân')}
        </Link>
      </p>
    </div>
  );
}
