import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PlainForm } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { acknowledgeReset, confirmNotice } from '~/modules/privacy/confirm-notice.server';
import { findNoticeState } from '~/modules/privacy/find-notice-state.server';
import { laterCookie } from '~/modules/privacy/later-cookie';
import { readCurrentNotice } from '~/modules/privacy/read-privacy-content.server';
import { isAppError } from '~/platform/errors';
import { formatDay } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer, returnPath } from '~/platform/request-context';
import { dayInZone, HANOI } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Thông báo về dữ liệu cá nhân');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const query = new URL(request.url).searchParams;
  const { sha256: _, validFrom: __, ...notice } = readCurrentNotice(dayInZone(services.clock.now(), HANOI));
  const { unread } = await findNoticeState(viewer, services);
  return { notice, unread: unread !== null, changed: query.has('ban-moi'), next: returnPath(query.get('tiep')) };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services } = context;
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? '');
  const next = returnPath(text('tiep'));
  const work = text('viec');
  if (work === 'de-sau') {
    const { version } = readCurrentNotice(dayInZone(services.clock.now(), HANOI));
    const secure = services.env.PUBLIC_URL.startsWith('https:');
    return redirect(next, { headers: { 'set-cookie': laterCookie(version, secure) } });
  }
  if (work === 'da-biet') {
    await acknowledgeReset({ viewer, resetId: Number.parseInt(text('lan').slice(0, 9), 10) || 0 }, services);
    return redirect(next);
  }
  try {
    await confirmNotice({ viewer, version: text('ban').slice(0, 20) }, services);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return redirect(`/thong-bao-du-lieu?ban-moi&tiep=${encodeURIComponent(next)}`);
  }
  return redirect(next);
}

export default function PrivacyNoticePage() {
  const { t } = useTranslation();
  const { notice, unread, changed, next } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <PageHeader
        title={notice.title}
        lead={notice.summary}
        eyebrow={t('Bản ngày {{day}}', { day: formatDay(notice.version) })}
      />
      {changed ? (
        <Notice tone="warning">
          {t('Thông báo vừa được thay bằng bản mới. Đồng chí hãy đọc bản mới dưới đây rồi xác nhận.')}
        </Notice>
      ) : null}
      {notice.changes.length > 0 ? (
        <Card title={t('Có gì mới so với bản trước')}>
          <ul className="flex list-disc flex-col gap-2 pl-5">
            {notice.changes.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Card>
      ) : null}
      {notice.sections.map((section) => (
        <Card key={section.heading} title={section.heading}>
          {section.paragraphs.map((line) => (
            <p key={line} className="mb-2 last:mb-0">
              {line}
            </p>
          ))}
          {section.items.length > 0 ? (
            <ul className="flex list-disc flex-col gap-2 pl-5">
              {section.items.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          ) : null}
        </Card>
      ))}
      {unread ? (
        <PlainForm method="post" className="flex flex-wrap gap-3">
          <input type="hidden" name="tiep" value={next} />
          <input type="hidden" name="ban" value={notice.version} />
          <Button name="viec" value="da-doc">
            {t('Tôi đã đọc thông báo này')}
          </Button>
          <Button variant="quiet" name="viec" value="de-sau">
            {t('Để lần sau')}
          </Button>
        </PlainForm>
      ) : (
        <Notice tone="success" action={<LinkButton to="/du-lieu-cua-toi">{t('Dữ liệu của tôi')}</LinkButton>}>
          {t('Đồng chí đã xác nhận đọc bản này.')}
        </Notice>
      )}
    </div>
  );
}
