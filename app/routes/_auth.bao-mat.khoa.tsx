import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { PasskeyButton } from '~/components/accounts/passkey-button';
import { RecoveryCodeList } from '~/components/accounts/recovery-code-list';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Notice } from '~/components/ui/notice';
import { TextInput } from '~/components/ui/text-input';
import { deviceText } from '~/modules/accounts/device-text';
import { relyingParty } from '~/modules/accounts/passkey-ceremony.server';
import { requireFreshPage } from '~/modules/accounts/require-fresh.server';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Khóa truy cập');

export function loader({ context, request }: LoaderFunctionArgs) {
  requireViewer(context, request);
  if (!relyingParty(context.services.env)) throw redirect('/bao-mat');
  // A passkey is made by script, in one go: the password is asked for before, on a page of its own.
  requireFreshPage(context, 'factor.add', request);
  const device = deviceText(request.headers.get('user-agent'));
  return {
    name: [device?.browser, device?.system].filter(Boolean).join(', '),
    due: context.signedIn?.factorDue ?? false,
  };
}

export default function NewPasskey() {
  const { t } = useTranslation();
  const { name, due } = useLoaderData<typeof loader>();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [given, setGiven] = useState(name);
  const [able, setAble] = useState(true);
  useEffect(() => setAble(typeof window.PublicKeyCredential === 'function'), []);
  if (codes) return <RecoveryCodeList codes={codes} next="/" />;
  return (
    <Card className="sm:p-8">
      <h1 className="mb-3">{t('Thêm khóa truy cập')}</h1>
      <p className="mb-5 text-ink-2">
        {t(
          'Khi bấm nút dưới đây, máy sẽ hỏi vân tay, khuôn mặt hoặc mã PIN mở máy. Từ lần sau, đồng chí đăng nhập bằng chính bước đó.',
        )}
      </p>
      <noscript>
        <p className="mb-5">{t('Trình duyệt đang tắt JavaScript nên không tạo được khóa truy cập.')}</p>
      </noscript>
      {able ? null : (
        <Notice tone="warning" title={t('Trình duyệt này không hỗ trợ khóa truy cập')}>
          {t('Đồng chí hãy dùng ứng dụng xác thực, hoặc mở trang này bằng trình duyệt mới hơn.')}
        </Notice>
      )}
      <div className="flex flex-col gap-5">
        <Field label={t('Tên gọi cho dễ nhớ')} hint={t('Ví dụ: Điện thoại của tôi, Máy tính cơ quan.')}>
          <TextInput name="name" value={given} maxLength={60} onChange={(event) => setGiven(event.target.value)} />
        </Field>
        <PasskeyButton
          address="/resources/khoa-moi"
          kind="create"
          variant="primary"
          extra={() => ({ name: given })}
          onDone={(answer) => (answer.codes ? setCodes(answer.codes) : window.location.assign('/bao-mat?them'))}
        >
          {t('Tạo khóa truy cập')}
        </PasskeyButton>
      </div>
      <LinkButton to={due ? '/bao-mat/thiet-lap' : '/bao-mat'} variant="quiet" className="mt-4 w-full" reloadDocument>
        {t('Quay lại')}
      </LinkButton>
    </Card>
  );
}
