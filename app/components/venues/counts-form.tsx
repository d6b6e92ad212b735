import type { SubmissionResult } from '@conform-to/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextArea, TextInput } from '~/components/ui/text-input';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  counts: { headcount: number | null; guests: number | null; note: string };
  hostName: string;
  result: SubmissionResult<string[]> | null;
  /** With its placeholders filled. */
  saved: boolean;
}

const text = (value: number | null) => (value === null ? '' : String(value));

/** Counted by head, and a note; with what stood there, so that two clerks do not overwrite each other. */
export function CountsForm({ counts, hostName, result, saved }: Props) {
  const { t } = useTranslation();
  const entered = (name: string, stored: string) => String(result?.initialValue?.[name] ?? stored);
  const key = `${counts.headcount}/${counts.guests}/${counts.note}/${result ? 'again' : ''}`;
  return (
    <Card id="dem" title={t('Đếm tại chỗ')}>
      <Form method="post" action="#dem" key={key} className="flex flex-col gap-4">
        {result?.error?.['']?.map((message) => (
          <Notice key={message} tone="error">
            {t(message)}
          </Notice>
        ))}
        {saved ? <Notice tone="success">{t('Đã lưu số đếm.')}</Notice> : null}
        <input type="hidden" name="seenHeadcount" value={text(counts.headcount)} />
        <input type="hidden" name="seenGuests" value={text(counts.guests)} />
        <input type="hidden" name="seenNote" value={counts.note} />
        <div className="grid gap-4 sm:grid-cols-2 sm:items-end">
          <Field label={t('Số đảng viên đếm được')} error={result?.error?.headcount} optional>
            <TextInput
              name="headcount"
              inputMode="numeric"
              defaultValue={entered('headcount', text(counts.headcount))}
            />
          </Field>
          <Field
            label={t('Số quần chúng cùng dự')}
            hint={t('Tính cho {{unit}}, không tính vào tỷ lệ.', { unit: hostName })}
            error={result?.error?.guests}
            optional
          >
            <TextInput name="guests" inputMode="numeric" defaultValue={entered('guests', text(counts.guests))} />
          </Field>
        </div>
        <Field label={t('Ghi chú')} error={result?.error?.note} optional>
          <TextArea name="note" rows={2} maxLength={1000} defaultValue={entered('note', counts.note)} />
        </Field>
        <Button name="intent" value="counts" variant="secondary" className="self-start">
          {t('Lưu số đếm')}
        </Button>
      </Form>
    </Card>
  );
}
