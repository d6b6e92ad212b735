import { Form } from '~/components/ui/form';
import { WAY_LABELS } from '~/modules/attendance/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Field } from '../ui/field';
import { Select, TextInput } from '../ui/text-input';

interface Props {
  memberId: number;
  sessionId: number;
  mayRecord: boolean;
  mayCorrect: boolean;
}

/** Roll-call, excuse and correction of one member in one session. Corrections need a reason and stay visible beside the evidence. */
export function EvidenceForms({ memberId, sessionId, mayRecord, mayCorrect }: Props) {
  const { t } = useTranslation();
  const ids = (
    <>
      <input type="hidden" name="memberId" value={memberId} />
      <input type="hidden" name="sessionId" value={sessionId} />
    </>
  );
  if (!mayRecord && !mayCorrect) return null;
  return (
    <div className="mt-3 flex flex-col gap-3">
      {mayRecord ? (
        <Form method="post" className="flex flex-wrap gap-3">
          {ids}
          <input type="hidden" name="intent" value="roll-call" />
          <Button variant="secondary" name="present" value="1">
            {t('Điểm danh có mặt')}
          </Button>
          <Button variant="quiet" name="present" value="0">
            {t('Điểm danh vắng')}
          </Button>
        </Form>
      ) : null}
      {mayRecord ? (
        <Confirm trigger={t('Ghi lý do vắng')} variant="quiet">
          <Form method="post" className="flex flex-col gap-3">
            {ids}
            <input type="hidden" name="intent" value="excuse" />
            <Field label={t('Lý do vắng')} required>
              <TextInput name="reason" minLength={5} maxLength={500} />
            </Field>
            <div className="flex flex-wrap gap-3">
              <Button variant="secondary" name="granted" value="true">
                {t('Ghi nhận có lý do')}
              </Button>
              <Button variant="quiet" name="granted" value="false">
                {t('Rút lý do vắng')}
              </Button>
            </div>
          </Form>
        </Confirm>
      ) : null}
      {mayCorrect ? (
        <Confirm trigger={t('Sửa kết quả buổi này')} variant="quiet">
          <Form method="post" className="flex flex-col gap-3">
            {ids}
            <input type="hidden" name="intent" value="correct" />
            <Field label={t('Kết quả đúng')}>
              <Select
                name="verdict"
                options={[
                  ...Object.entries(WAY_LABELS).map(([value, label]) => ({ value, label: t(label) })),
                  { value: 'NOT_ATTENDED', label: t('Không học buổi này') },
                ]}
              />
            </Field>
            <Field label={t('Lý do sửa')} hint={t('Lý do được ghi vào nhật ký và hiện cạnh bằng chứng.')} required>
              <TextInput name="reason" minLength={5} maxLength={500} />
            </Field>
            <Button variant="secondary">{t('Lưu kết quả đã sửa')}</Button>
          </Form>
        </Confirm>
      ) : null}
    </div>
  );
}
