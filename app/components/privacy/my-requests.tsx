import {
  CORRECTABLE_NAMES,
  type CorrectableField,
  isOpenState,
  REQUEST_KIND_NAMES,
  REQUEST_STATE_NAMES,
  type RequestKind,
  type RequestState,
} from '~/modules/privacy/schema';
import { formatDay } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock } from '~/platform/time';
import { Badge, type BadgeTone } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { PlainForm } from '../ui/form';

export const REQUEST_TONES: Record<RequestState, BadgeTone> = {
  RECEIVED: 'partial',
  ANSWERED: 'info',
  DONE: 'done',
  REFUSED: 'neutral',
  WITHDRAWN: 'neutral',
};

export interface ShownRequest {
  id: number;
  kind: RequestKind;
  state: RequestState;
  receivedAt: Date;
  answerBy: string;
  finishBy: string;
  handledByName: string | null;
  body: string | null;
  proposal: Partial<Record<CorrectableField, string>>;
  answer: string | null;
}

/** What somebody proposes to have corrected, and in which words. */
export function RequestWords({ request }: { request: Pick<ShownRequest, 'body' | 'proposal'> }) {
  const { t } = useTranslation();
  const fields = Object.entries(request.proposal) as [CorrectableField, string][];
  return (
    <>
      {fields.length > 0 ? (
        <ul className="mb-2 flex flex-col gap-1">
          {fields.map(([field, value]) => (
            <li key={field}>
              {t(CORRECTABLE_NAMES[field])}: <strong className="[overflow-wrap:anywhere]">{value}</strong>
            </li>
          ))}
        </ul>
      ) : null}
      {request.body ? <p className="whitespace-pre-line [overflow-wrap:anywhere]">{request.body}</p> : null}
    </>
  );
}

/** One's own requests with their answers, the newest first. Nothing when there are none. */
export function MyRequests({ requests, timeZone }: { requests: readonly ShownRequest[]; timeZone: string }) {
  const { t, i18n } = useTranslation();
  if (requests.length === 0) return null;
  return (
    <Card id="yeu-cau-cua-toi" title={t('Yêu cầu của tôi')}>
      <ul className="flex flex-col divide-y divide-line">
        {requests.map((request) => (
          <li key={request.id} className="flex flex-col gap-2 py-4 first:pt-0 last:pb-0">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <span className="font-semibold">{t(REQUEST_KIND_NAMES[request.kind])}</span>
              <Badge tone={REQUEST_TONES[request.state]}>{t(REQUEST_STATE_NAMES[request.state])}</Badge>
            </div>
            <p className="text-sm text-ink-2">
              {t('Gửi lúc {{at}}', { at: formatWithClock(request.receivedAt, timeZone, i18n.language) })}
              {isOpenState(request.state)
                ? ` · ${
                    request.state === 'RECEIVED'
                      ? t('Được trả lời trước hết ngày {{day}}', { day: formatDay(request.answerBy) })
                      : t('Giải quyết xong trước hết ngày {{day}}', { day: formatDay(request.finishBy) })
                  }`
                : null}
            </p>
            <RequestWords request={request} />
            {request.answer ? (
              <div className="rounded-sm border-l-4 border-info bg-info-soft p-3">
                <p className="text-sm text-ink-2">
                  {t('Trả lời của đồng chí {{name}}', { name: request.handledByName ?? '' })}
                </p>
                <p className="whitespace-pre-line [overflow-wrap:anywhere]">{request.answer}</p>
              </div>
            ) : null}
            {isOpenState(request.state) ? (
              <PlainForm method="post" action="/du-lieu-cua-toi?index">
                <input type="hidden" name="yeu-cau" value={request.id} />
                <Button variant="quiet" name="viec" value="rut">
                  {t('Rút yêu cầu này')}
                </Button>
              </PlainForm>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
