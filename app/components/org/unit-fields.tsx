import { UNIT_KIND_LABELS, UNIT_KINDS } from '~/modules/org/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { FormField } from '../campaigns/form-field';
import { ZoneSelect } from '../campaigns/zone-select';
import { Field } from '../ui/field';
import { Select, TextInput } from '../ui/text-input';

interface Props {
  fields: Record<'parentCode' | 'name' | 'kind' | 'timeZone' | 'country', FormField>;
  /** Empty: the parent is not for this person to choose. */
  parents: readonly { code: string; name: string; depth: number }[];
}

/** What a unit has besides its code: the same when it is added and when it is changed. */
export function UnitFields({ fields, parents }: Props) {
  const { t } = useTranslation();
  const { parentCode, name, kind, timeZone, country } = fields;
  return (
    <>
      <Field label={t('Tên đơn vị')} error={name.errors} id={name.id} required>
        <TextInput key={name.key} name="name" defaultValue={name.initialValue} maxLength={200} />
      </Field>
      <Field label={t('Loại đơn vị')} error={kind.errors} id={kind.id} required>
        <Select
          key={kind.key}
          name="kind"
          defaultValue={kind.initialValue}
          options={UNIT_KINDS.map((one) => ({ value: one, label: t(UNIT_KIND_LABELS[one]) }))}
        />
      </Field>
      {parents.length > 0 ? (
        <Field label={t('Cấp trên trực tiếp')} error={parentCode.errors} id={parentCode.id} required>
          <Select
            key={parentCode.key}
            name="parentCode"
            defaultValue={parentCode.initialValue}
            options={parents.map((one) => ({
              value: one.code,
              label: `${'\u2003'.repeat(Math.max(0, one.depth - 1))}${one.name}`,
            }))}
          />
        </Field>
      ) : null}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t('Múi giờ')} error={timeZone.errors} id={timeZone.id} required>
          <ZoneSelect key={timeZone.key} name="timeZone" defaultValue={timeZone.initialValue} />
        </Field>
        <Field
          label={t('Nước')}
          hint={t('Mã hai chữ cái, ví dụ VN, LA, JP.')}
          error={country.errors}
          id={country.id}
          required
        >
          <TextInput
            key={country.key}
            name="country"
            defaultValue={country.initialValue}
            maxLength={2}
            autoCapitalize="characters"
            autoComplete="off"
          />
        </Field>
      </div>
    </>
  );
}
