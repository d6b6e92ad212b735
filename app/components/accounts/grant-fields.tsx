import { GRANTABLE_ROLES, ROLE_NAMES } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Field } from '../ui/field';
import { Select, TextInput } from '../ui/text-input';

interface Props {
  units: readonly { code: string; name: string }[];
  errors?: Record<string, string[]> | undefined;
  values?: { role?: string; unitCode?: string } | undefined;
  optional?: boolean;
}

/** The roles that can be given, for a `Select`. */
export function RoleOptions() {
  const { t } = useTranslation();
  return GRANTABLE_ROLES.map((role) => (
    <option key={role} value={role}>
      {t(ROLE_NAMES[role])}
    </option>
  ));
}

/** A role and the unit it is given on. The units are offered as one types; a code from paper works too. */
export function GrantFields({ units, errors = {}, values = {}, optional = false }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('Vai trò')} error={errors.role} optional={optional}>
        <Select name="role" defaultValue={values.role ?? ''}>
          <option value="">{t('Chọn vai trò')}</option>
          <RoleOptions />
        </Select>
      </Field>
      <Field
        label={t('Mã đơn vị')}
        hint={t('Vai trò có hiệu lực tại đơn vị này và mọi đơn vị trực thuộc.')}
        error={errors.unitCode}
        optional={optional}
      >
        <TextInput name="unitCode" list="don-vi" defaultValue={values.unitCode} autoComplete="off" spellCheck={false} />
      </Field>
      <datalist id="don-vi">
        {units.map((unit) => (
          <option key={unit.code} value={unit.code}>
            {unit.name}
          </option>
        ))}
      </datalist>
    </>
  );
}
