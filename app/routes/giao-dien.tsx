import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { isTheme, preferenceCookie } from '~/platform/i18n/language';
import { returnPath } from '~/platform/request-context';

/** The switch between light, dark and the system's own choice; remembered in this browser. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const theme = form.get('theme');
  const headers = new Headers();
  if (isTheme(theme)) {
    headers.append(
      'set-cookie',
      preferenceCookie('theme', theme, context.services.env.PUBLIC_URL.startsWith('https:')),
    );
  }
  return redirect(returnPath(String(form.get('tiep') ?? ''), { signIn: true }), { headers });
}

export const loader = () => redirect('/');
