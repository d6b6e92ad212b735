import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { TextInput } from '~/components/ui/text-input';
import { formatDuration } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  sessionId: number;
  /** Seconds of everything that was broadcast. */
  length: number;
  trim: { start: number; end: number | null };
  recordingSeconds: number;
  entered: { from: string; to: string } | null;
}

/** What is cut off the recording at its beginning and end; in the broadcast's own time, `HH:MM:SS`. */
export function TrimForm({ sessionId, length, trim, recordingSeconds, entered }: Props) {
  const { t } = useTranslation();
  const whole = Math.floor(length);
  return (
    <Card id="ban-ghi" title={t('Bản ghi')} aside={formatDuration(recordingSeconds)}>
      <p className="mb-4">
        {t(
          'Đã phát {{length}}. Bản ghi cắt ở ranh giới đoạn hình, lệch nhiều nhất vài giây. Phần đã xem của đảng viên và phụ đề được dời theo; phần nằm ngoài đoạn giữ lại tạm không tính và được tính lại khi đồng chí nới đoạn giữ lại.',
          {
            length: formatDuration(whole),
          },
        )}
      </p>
      <Form method="post" className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('Giữ từ')} hint={t('Giờ:phút:giây của buổi phát')}>
            <TextInput name="from" inputMode="numeric" defaultValue={entered?.from ?? formatDuration(trim.start)} />
          </Field>
          <Field label={t('Giữ đến')} hint={t('Để trống: đến hết')}>
            <TextInput
              name="to"
              inputMode="numeric"
              defaultValue={entered?.to ?? (trim.end === null ? '' : formatDuration(trim.end))}
            />
          </Field>
        </div>
        <div className="flex flex-wrap gap-3">
          <Button name="intent" value="trim" variant="secondary">
            {t('Cắt bản ghi')}
          </Button>
          <LinkButton to={`/buoi-hoc/${sessionId}`} variant="quiet" icon="play">
            {t('Xem bản ghi')}
          </LinkButton>
        </div>
      </Form>
    </Card>
  );
}
