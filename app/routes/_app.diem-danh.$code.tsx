import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import type { Viewer } from '~/modules/accounts/viewer';
import { type CheckInPage, checkIn, getCheckIn } from '~/modules/venues/check-in.server';
import { readCode, readScanned, signScanned, venueKey } from '~/modules/venues/check-in-code';
import { venueStateOf } from '~/modules/venues/schema';
import { AppError, isAppError } from '~/platform/errors';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { type RequestContext, requireViewer } from '~/platform/request-context';
import { formatWithClock, type Language } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Điểm danh tại điểm cầu');

interface Reply {
  /** Why not, in Vietnamese, a translation key with `params`. */
  refusal?: { message: string; params: Record<string, string | number> };
  venue?: { id: number; name: string; place: string; sessionId: number; sessionTitle: string };
  /** When this member said they were here, on the hall's clock; null: not yet. */
  at?: string | null;
  confirmed?: boolean;
  /** Proof of the scan, for the button. */
  ticket?: string;
}

const expired = () =>
  new AppError(
    'gone',
    'CODE_EXPIRED',
    'Mã này đã hết hạn. Mã trên màn hình hội trường đổi 30 giây một lần; đồng chí quét lại mã đang hiện.',
  );

function shown(page: CheckInPage, language: Language): Reply {
  const { venueId, venueName, place, timeZone, sessionId, sessionTitle, at, mark } = page;
  return {
    venue: { id: venueId, name: venueName, place, sessionId, sessionTitle },
    at: at && formatWithClock(new Date(at), timeZone, language),
    confirmed: mark === true,
  };
}

/** A refusal is a page that says why, with its status; what is unexpected stays unexpected. */
async function orRefusal(work: () => Promise<Reply>) {
  try {
    return data(await work());
  } catch (error) {
    if (!isAppError(error)) throw error;
    return data<Reply>({ refusal: { message: error.message, params: error.params } }, { status: error.status });
  }
}

async function enter(context: RequestContext, viewer: Viewer, code: string): Promise<Reply> {
  const { env, db, clock } = context.services;
  const key = venueKey(env.SESSION_SECRET);
  const now = clock.now().getTime();
  const verdict = readCode(code, now, key);
  if (!verdict.ok && verdict.reason === 'EXPIRED') throw expired();
  if (!verdict.ok) {
    throw new AppError(
      'not-found',
      'CODE_UNKNOWN',
      'Mã này không phải mã điểm danh của điểm cầu. Đồng chí quét lại mã trên màn hình hội trường.',
    );
  }
  const page = await getCheckIn({ viewer, venueId: verdict.venueId }, db);
  if (!page.at && !page.mark && venueStateOf(page) !== 'OPEN') {
    throw new AppError(
      'conflict',
      'VENUE_NOT_OPEN',
      'Điểm cầu không mở điểm danh lúc này. Đồng chí báo với phụ trách điểm cầu.',
    );
  }
  const ticket = signScanned({ venueId: verdict.venueId, accountId: viewer.accountId }, now, key);
  return { ...shown(page, context.language), ticket };
}

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  return orRefusal(() => enter(context, viewer, params.code ?? ''));
}

export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId, address, language } = context;
  const ticket = String((await request.formData()).get('ticket') ?? '');
  return orRefusal(async () => {
    const now = services.clock.now().getTime();
    const verdict = readScanned(ticket, viewer.accountId, now, venueKey(services.env.SESSION_SECRET));
    if (!verdict.ok) throw expired();
    return shown(await checkIn({ viewer, venueId: verdict.venueId, requestId, address }, services.db), language);
  });
}

// The code of this address soon expires; what the action answered stands.
export const shouldRevalidate = () => false;

export default function CheckInRoute() {
  const { t } = useTranslation();
  const entered = useLoaderData<typeof loader>() as Reply;
  const acted = useActionData<typeof action>() as Reply | undefined;
  const { refusal, venue, at, confirmed } = acted ?? entered;
  const done = Boolean(at || confirmed);
  return (
    <div className="mx-auto flex w-full max-w-xl flex-col gap-5">
      <h1>{t('Điểm danh tại điểm cầu')}</h1>
      {refusal ? (
        <Notice tone="error" title={t('Chưa điểm danh được')}>
          {t(refusal.message, refusal.params)}
        </Notice>
      ) : null}
      {venue && done ? (
        <>
          <Notice tone="success" title={t('Đồng chí đã điểm danh tại {{venue}}', { venue: venue.name })}>
            {at ? <p>{t('Lúc {{at}}.', { at })}</p> : null}
            <p>
              {confirmed
                ? t('Phụ trách điểm cầu đã xác nhận đồng chí có mặt.')
                : t('Phụ trách điểm cầu sẽ xác nhận; kết quả học được ghi sau khi xác nhận.')}
            </p>
          </Notice>
          <LinkButton to="/" variant="secondary" className="self-start">
            {t('Về Trang của tôi')}
          </LinkButton>
        </>
      ) : null}
      {venue && !done ? (
        <Card title={venue.name} aside={venue.place}>
          <p className="mb-4">{venue.sessionTitle}</p>
          <Form method="post">
            <input type="hidden" name="ticket" value={entered.ticket ?? ''} />
            <Button icon="check" className="min-h-14 w-full text-lg">
              {t('Tôi có mặt tại đây')}
            </Button>
          </Form>
        </Card>
      ) : null}
    </div>
  );
}
