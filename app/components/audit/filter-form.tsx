import { LinkButton } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { SearchForm } from '~/components/ui/search-form';
import { Select, TextInput } from '~/components/ui/text-input';
import { AUDIT_GROUPS } from '~/modules/audit/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  filters: {
    from: string;
    to: string;
    choice: string;
    person: string;
    unitCode: string;
    target: string;
    memberId: number | null;
    emergency: number | null;
  };
  units: readonly { code: string; name: string; depth: number }[];
}

export function AuditFilterForm({ filters, units }: Props) {
  const { t } = useTranslation();
  const grow = 'min-w-0 grow basis-64';
  return (
    <SearchForm
      label={t('Người thực hiện')}
      name="nguoi"
      defaultValue={filters.person}
      placeholder={t('Họ tên hoặc tên đăng nhập')}
    >
      <Field label={t('Đối tượng')} className={grow}>
        <TextInput name="doi-tuong" defaultValue={filters.target} placeholder={t('Họ tên đảng viên hoặc mã')} />
      </Field>
      <Field label={t('Loại việc')} className={grow}>
        <Select name="viec" defaultValue={filters.choice}>
          <option value="">{t('Mọi việc')}</option>
          {Object.entries(AUDIT_GROUPS).map(([value, { label }]) => (
            <option key={value} value={value}>
              {t(label)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('Đơn vị')} className={grow}>
        <Select name="don-vi" defaultValue={filters.unitCode}>
          <option value="">{t('Tất cả đơn vị')}</option>
          {units.map((unit) => (
            <option key={unit.code} value={unit.code}>
              {`${'– '.repeat(unit.depth)}${unit.name}`}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('Từ ngày (giờ Hà Nội)')} className={grow}>
        <TextInput type="date" name="tu" defaultValue={filters.from} />
      </Field>
      <Field label={t('Đến hết ngày')} className={grow}>
        <TextInput type="date" name="den" defaultValue={filters.to} />
      </Field>
      {filters.emergency === null ? null : <input type="hidden" name="khan-cap" value={filters.emergency} />}
      {filters.memberId === null ? null : <input type="hidden" name="dang-vien" value={filters.memberId} />}
      <LinkButton to="/quan-ly/nhat-ky" variant="quiet">
        {t('Bỏ lọc')}
      </LinkButton>
    </SearchForm>
  );
}
