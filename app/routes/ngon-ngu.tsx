import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { changeLanguage } from '~/modules/accounts/change-language.server';
import { isLanguage, preferenceCookie } from '~/platform/i18n/language';
import { returnPath } from '~/platform/request-context';

/** The language switch of every page: remembered in this browser and, for who is signed in, in the account. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const language = form.get('lang');
  const headers = new Headers();
  if (isLanguage(language)) {
    const secure = context.services.env.PUBLIC_URL.startsWith('https:');
    headers.append('set-cookie', preferenceCookie('lang', language, secure));
    if (context.viewer) await changeLanguage({ viewer: context.viewer, language }, context.services.db);
  }
  return redirect(returnPath(String(form.get('tiep') ?? ''), { signIn: true }), { headers });
}

export const loader = () => redirect('/');
