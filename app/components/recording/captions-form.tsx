import { useNavigation } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { Checkbox } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { FileField } from '~/components/ui/text-input';
import { ATTESTATION } from '~/modules/files/words';
import { formatNumber } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, HANOI } from '~/platform/time';

interface Props {
  lines: number | null;
  updatedAt: string | null;
  /** Where they are edited; null: there is nothing that plays yet. */
  editAt: string | null;
}

/** Adds or replaces the captions; works without script. */
export function CaptionsForm({ lines, updatedAt, editAt }: Props) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const sending = useNavigation().formData?.get('intent') === 'captions';
  return (
    <div className="flex flex-col gap-4">
      <p>
        {lines !== null && updatedAt
          ? t('Đang có phụ đề tiếng Việt, {{lines}} câu, cập nhật {{time}}.', {
              lines: formatNumber(lines, 0, language),
              time: formatWithClock(new Date(updatedAt), HANOI, language),
            })
          : t('Chưa có phụ đề. Phụ đề giúp đồng chí khó nghe và người xem ở nơi ồn ào.')}
      </p>
      <Form method="post" encType="multipart/form-data" className="flex flex-col gap-4">
        <input type="hidden" name="intent" value="captions" />
        <Field label={t('Tệp phụ đề')} hint={t('Tệp .vtt (hoặc .srt), bảng mã UTF-8, tối đa 2 MB.')}>
          <FileField name="captions" accept=".vtt,.srt,text/vtt" required />
        </Field>
        <Checkbox name="xac-nhan" label={t(ATTESTATION)} required />
        <div className="flex flex-wrap gap-3">
          {editAt ? (
            <LinkButton to={editAt} icon="edit">
              {t('Sửa phụ đề trong trình duyệt')}
            </LinkButton>
          ) : null}
          <Button variant="secondary" icon="upload" busy={sending}>
            {lines !== null ? t('Thay phụ đề') : t('Tải phụ đề lên')}
          </Button>
        </div>
      </Form>
    </div>
  );
}
