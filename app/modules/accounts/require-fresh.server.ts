import { redirect } from '@remix-run/node';
import { AppError } from '~/platform/errors';
import { type RequestContext, returnPath } from '~/platform/request-context';
import { FRESH_MINUTES, idleMinutes, isFresh } from './auth-standing';
import { idleWarning } from './idle-account';
import { CONFIRM_FIELD, type PrivilegedOrder } from './privileged-orders';
import { reauthenticateBrowser } from './reauthenticate.server';

type Context = Pick<
  RequestContext,
  'signedIn' | 'services' | 'address' | 'requestId' | 'presentedToken' | 'renewedToken'
>;

const confirmationNeeded = () =>
  new AppError(
    'unprocessable',
    'CONFIRM_PASSWORD',
    'Thao tác này cần xác nhận lại mật khẩu. Đồng chí hãy nhập mật khẩu vào ô xác nhận rồi gửi lại.',
  );

/**
 * Lets a privileged order through when its person proved who they are within the last five minutes, or does so with the form's
 * own password field (`<ConfirmPassword />`). Call it after the checks of access and shape, so that neither tells a stranger anything.
 * @throws AppError CONFIRM_PASSWORD, CURRENT_WRONG, SIGN_IN_LOCKED
 */
export async function requireFresh(
  context: Context,
  _order: PrivilegedOrder,
  form: { readonly [name: string]: unknown },
): Promise<void> {
  const { signedIn, services } = context;
  if (!signedIn) throw confirmationNeeded();
  if (isFresh(signedIn.authenticatedAt, services.clock.now())) return;
  const password = form[CONFIRM_FIELD];
  if (typeof password !== 'string' || password === '') throw confirmationNeeded();
  await reauthenticateBrowser(context, signedIn.viewer, { password: password.slice(0, 1000) });
}

/**
 * The same for what has no form to ask in: a list to download, a single button. The page that asks for the password comes first and
 * leads back. Access is checked by whoever calls, or by what runs after: the answer is the same for things that are not there.
 * `back`: where to go on to, when this address only takes what is posted.
 */
export function requireFreshPage(
  { signedIn, services }: Pick<Context, 'signedIn' | 'services'>,
  _order: PrivilegedOrder,
  request: Request,
  back?: string,
): void {
  if (signedIn && isFresh(signedIn.authenticatedAt, services.clock.now())) return;
  const url = new URL(request.url);
  throw redirect(`/xac-nhan?tiep=${encodeURIComponent(returnPath(back ?? url.pathname + url.search))}`);
}

/** For the layouts: until when forms need not ask for the password, when the session locks, and whether its person was away for long. */
export function sessionClock({ signedIn, services }: Pick<RequestContext, 'signedIn' | 'services'>) {
  return {
    freshUntil: signedIn ? signedIn.authenticatedAt.getTime() + FRESH_MINUTES * 60_000 : 0,
    servedAt: services.clock.now().getTime(),
    idleMinutes: idleMinutes(signedIn?.viewer.grants ?? []),
    away: idleWarning({
      previousSignInAt: signedIn?.previousSignInAt ?? null,
      now: services.clock.now(),
      days: services.env.IDLE_ACCOUNT_DAYS,
    }),
  };
}
