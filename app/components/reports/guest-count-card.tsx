import { Link } from '@remix-run/react';
import { Form } from '~/components/ui/form';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { TextInput } from '../ui/text-input';

interface Props {
  mayRecord: boolean;
  guests: number;
  campaignCode: string;
}

/** Non-members who studied with the unit: counted apart, and by whom it may be counted. */
export function GuestCountCard({ mayRecord, guests, campaignCode }: Props) {
  const { t } = useTranslation();
  if (!mayRecord) {
    return (
      <p className="mt-4 text-ink-2">
        {t('Quần chúng cùng học: {{n}}', { n: guests })} ·{' '}
        <Link className="link" to={`/quan-ly/tong-hop/${campaignCode}`}>
          {t('Về bảng tổng hợp')}
        </Link>
      </p>
    );
  }
  return (
    <Card title={t('Quần chúng cùng học')} id="guests" className="mt-6 max-w-xl">
      <Form method="post" className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="intent" value="guests" />
        <Field
          label={t('Số quần chúng học cùng đơn vị')}
          hint={t('Thống kê riêng, không tính vào tỷ lệ.')}
          className="grow"
        >
          <TextInput name="count" inputMode="numeric" defaultValue={String(guests)} key={guests} />
        </Field>
        <Button variant="secondary">{t('Lưu số quần chúng')}</Button>
      </Form>
    </Card>
  );
}
