import { isAppError } from '~/platform/errors';
import { type RequestContext, returnPath } from '~/platform/request-context';
import { reauthenticateBrowser } from './reauthenticate.server';

type Answer =
  | { ok: true; next: string }
  | {
      ok: false;
      status: number;
      error: string | null;
      failure: { message: string; params: Record<string, string | number> } | null;
    };

/** The form that asks whoever is signed in for the password once more; `tiep` says where to go on to. */
export async function passwordAgain(context: RequestContext, request: Request): Promise<Answer> {
  const { signedIn } = context;
  const form = await request.formData();
  const next = returnPath(String(form.get('tiep') ?? ''));
  // Signed out meanwhile: the next page says so.
  if (!signedIn) return { ok: true, next };
  const password = String(form.get('password') ?? '').slice(0, 1000);
  if (password === '') return { ok: false, status: 400, error: 'Đồng chí hãy nhập mật khẩu.', failure: null };
  try {
    await reauthenticateBrowser(context, signedIn.viewer, { password });
    return { ok: true, next };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const beside = error.code === 'CURRENT_WRONG';
    return {
      ...{ ok: false, status: error.status, error: beside ? error.message : null },
      failure: beside ? null : { message: error.message, params: error.params },
    };
  }
}
