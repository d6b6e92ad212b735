import type { SubmissionResult } from '@conform-to/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextInput } from '~/components/ui/text-input';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  result: SubmissionResult<string[]> | null;
  added: { fullName: string; unitName: string } | null;
}

/** A member of another unit: by the whole number on their card. Others' lists cannot be looked through. */
export function WalkInForm({ result, added }: Props) {
  const { t } = useTranslation();
  const errors = [...(result?.error?.cardNumber ?? []), ...(result?.error?.[''] ?? [])];
  return (
    <Card id="khach" title={t('Đảng viên đơn vị khác')}>
      {added ? (
        <div className="mb-4">
          <Notice tone="success">
            {t('Đã ghi có mặt: {{name}}, {{unit}}. Đồng chí đối chiếu với thẻ.', {
              name: added.fullName,
              unit: added.unitName,
            })}
          </Notice>
        </div>
      ) : null}
      <Form method="post" action="#khach" className="flex flex-wrap items-end gap-3" key={added ? 'next' : 'same'}>
        <Field
          label={t('Số thẻ đảng viên')}
          hint={t('Nhập đủ số trên thẻ. Đồng chí ấy cũng có thể quét mã trên màn hình.')}
          error={errors}
          className="grow"
        >
          <TextInput
            name="cardNumber"
            inputMode="numeric"
            autoComplete="off"
            defaultValue={String(result?.initialValue?.cardNumber ?? '')}
          />
        </Field>
        <Button name="intent" value="walk-in" variant="secondary">
          {t('Ghi có mặt')}
        </Button>
      </Form>
    </Card>
  );
}
