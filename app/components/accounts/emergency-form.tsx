import { Button } from '~/components/ui/button';
import { ChoiceGroup, Radio } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Select, TextArea, TextInput } from '~/components/ui/text-input';
import { EMERGENCY_ROLE_HINTS, EMERGENCY_ROLES, MINUTES, REASON_MAX } from '~/modules/accounts/emergencies/schema';
import { ROLE_NAMES } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { ConfirmPassword } from './confirm-password';

interface Props {
  units: readonly { code: string; name: string }[];
  values: Record<string, string>;
  errors: Record<string, string>;
  busy: boolean;
}

/** States what is taken: role, way, unit, how long, why. */
export function EmergencyForm({ units, values, errors, busy }: Props) {
  const { t } = useTranslation();
  return (
    <Form method="post" className="flex flex-col gap-5" noValidate>
      <ChoiceGroup legend={t('Vai trò cần dùng')} error={errors.role}>
        {EMERGENCY_ROLES.map((role) => (
          <Radio
            key={role}
            name="vai-tro"
            value={role}
            label={t(ROLE_NAMES[role])}
            hint={t(EMERGENCY_ROLE_HINTS[role])}
            defaultChecked={values['vai-tro'] === role}
          />
        ))}
      </ChoiceGroup>
      <ChoiceGroup legend={t('Mức truy cập')}>
        <Radio
          name="che-do"
          value="xem"
          label={t('Chỉ xem')}
          hint={t('Không thay đổi được gì.')}
          defaultChecked={values['che-do'] !== 'thao-tac'}
        />
        <Radio
          name="che-do"
          value="thao-tac"
          label={t('Xem và thao tác')}
          defaultChecked={values['che-do'] === 'thao-tac'}
        />
      </ChoiceGroup>
      <div className="grid gap-5 md:grid-cols-2">
        <Field
          label={t('Mã đơn vị')}
          hint={t('Trong phạm vi đồng chí quản trị, gồm các đơn vị trực thuộc.')}
          error={errors.unitCode}
          required
        >
          <TextInput
            name="don-vi"
            list="don-vi-khan-cap"
            defaultValue={values['don-vi']}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field
          label={t('Thời gian')}
          hint={t('Tự hết hiệu lực khi hết giờ; không gia hạn được.')}
          error={errors.minutes}
          required
        >
          <Select name="phut" defaultValue={values.phut ?? '30'}>
            {MINUTES.map((minutes) => (
              <option key={minutes} value={minutes}>
                {t('{{minutes}} phút', { minutes })}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <datalist id="don-vi-khan-cap">
        {units.map((unit) => (
          <option key={unit.code} value={unit.code}>
            {unit.name}
          </option>
        ))}
      </datalist>
      <Field
        label={t('Lý do')}
        hint={t('Ít nhất 20 ký tự: việc gì xảy ra, cần làm gì.')}
        error={errors.reason}
        required
      >
        <TextArea name="ly-do" rows={3} maxLength={REASON_MAX} defaultValue={values['ly-do']} />
      </Field>
      <ConfirmPassword />
      <div>
        <Button variant="danger" name="viec" value="mo" busy={busy}>
          {t('Mở truy cập khẩn cấp')}
        </Button>
      </div>
    </Form>
  );
}
