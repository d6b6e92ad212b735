import { type ImportKind, MEMBER_FIELD_LABELS, MEMBER_FIELDS } from '~/modules/org/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Select } from '../ui/text-input';

const UNIT_FIELD_LABELS: Record<string, string> = {
  code: 'Mã đơn vị',
  parent: 'Mã cấp trên',
  kind: 'Loại đơn vị',
  name: 'Tên đơn vị',
  timeZone: 'Múi giờ',
  country: 'Nước',
};

interface Props {
  kind: ImportKind;
  mapping: { columns: Record<string, string | null>; headers: Record<string, string> };
  cells: readonly { code: string; name: string }[];
  unitCode: string;
  busy: boolean;
  open: boolean;
}

/** Which column holds what, and the cell of rows that name none. Sending it reads the file again. */
export function ImportColumns({ kind, mapping, cells, unitCode, busy, open }: Props) {
  const { t } = useTranslation();
  const fields: [string, string][] =
    kind === 'UNITS'
      ? Object.entries(UNIT_FIELD_LABELS)
      : MEMBER_FIELDS.map((field) => [field, MEMBER_FIELD_LABELS[field]]);
  return (
    <details open={open} className="rounded-lg border border-line bg-surface px-4 py-2 shadow-card sm:px-6 sm:py-3">
      <summary className="cursor-pointer py-2 text-lg font-semibold">{t('Cột của tệp và chi bộ')}</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {kind === 'MEMBERS' ? (
          <Field label={t('Chi bộ cho dòng không ghi mã đơn vị')}>
            <Select name="chi-bo" defaultValue={unitCode}>
              <option value="">{t('Chưa chọn')}</option>
              {cells.map((cell) => (
                <option key={cell.code} value={cell.code}>
                  {cell.name} ({cell.code})
                </option>
              ))}
            </Select>
          </Field>
        ) : null}
        {Object.entries(mapping.headers).map(([letter, header]) => (
          <Field key={letter} label={t('Cột {{letter}}: {{header}}', { letter, header })}>
            <Select name={`cot-${letter}`} defaultValue={mapping.columns[letter] ?? ''}>
              <option value="">{t('Không nhập cột này')}</option>
              {fields.map(([field, label]) => (
                <option key={field} value={field}>
                  {t(label)}
                </option>
              ))}
            </Select>
          </Field>
        ))}
      </div>
      <div className="mt-4">
        <Button name="viec" value="doc-lai" variant="secondary" busy={busy}>
          {t('Xem trước lại')}
        </Button>
      </div>
    </details>
  );
}
