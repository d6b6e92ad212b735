import { isRouteErrorResponse, useLocation, useRouteError, useRouteLoaderData } from '@remix-run/react';
import type { ErrorData } from '~/platform/errors';
import { useTranslation } from '~/platform/i18n/use-translation';
import { buttonClass, LinkButton } from '../ui/button';
import { Icon } from '../ui/icon';
import { type ErrorWords, errorWords, OFFLINE, RENDER_FAILED } from './error-words';

interface Failure {
  status: number | null;
  words: ErrorWords;
  requestId: string | undefined;
}

function readFailure(error: unknown, rootRequestId: string | undefined): Failure {
  if (isRouteErrorResponse(error)) {
    const data = error.data as (Partial<ErrorData> & { requestId?: string }) | null;
    const requestId = error.status >= 500 ? (data?.requestId ?? rootRequestId) : undefined;
    return { status: error.status, words: errorWords(error.status, data), requestId };
  }
  const offline = typeof navigator !== 'undefined' && navigator.onLine === false;
  if (offline) return { status: null, words: OFFLINE, requestId: undefined };
  return { status: null, words: RENDER_FAILED, requestId: rootRequestId };
}

/** What an error boundary shows: what happened, what to do, and the id by which the log knows it. */
export function ErrorPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  const location = useLocation();
  const root = useRouteLoaderData<{ requestId?: string }>('root');
  const { status, words, requestId } = readFailure(error, root?.requestId);
  const here = location.pathname + location.search;
  return (
    <div className="mx-auto max-w-[40rem] py-8">
      <Icon name={words === OFFLINE ? 'offline' : 'alert'} className="mb-3 size-10 text-ink-3" />
      <h1>{t(words.title)}</h1>
      <p className="mt-3">{t(words.advice, words.params ?? {})}</p>
      {requestId ? (
        <p className="mt-3 text-ink-2">
          {t('Mã lỗi')}: <code className="tabular select-all">{requestId}</code>
        </p>
      ) : null}
      <div className="mt-6 flex flex-wrap gap-3">
        {status === 401 ? (
          <LinkButton to={`/dang-nhap?tiep=${encodeURIComponent(here)}`} reloadDocument>
            {t('Đăng nhập')}
          </LinkButton>
        ) : (
          <LinkButton to="/" reloadDocument>
            {t('Về Trang của tôi')}
          </LinkButton>
        )}
        {status === null || status === 409 || status === 429 || status >= 500 ? (
          <a href={here} className={buttonClass('secondary')}>
            {t('Tải lại')}
          </a>
        ) : null}
      </div>
    </div>
  );
}
