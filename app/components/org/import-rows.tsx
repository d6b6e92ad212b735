import {
  IMPORT_ROW_ACTION_LABELS,
  type ImportKind,
  type ImportRowAction,
  MEMBER_FIELD_LABELS,
  MEMBER_KIND_LABELS,
} from '~/modules/org/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Badge, type BadgeTone } from '../ui/badge';
import { type Column, Table } from '../ui/table';

export interface ImportRowShown {
  rowNumber: number;
  action: ImportRowAction;
  values: Record<string, string | number | boolean | null>;
  raw: { fullName?: string; birth?: string; cardNumber?: string } | null;
  changes: readonly { field: string; from: string | null; to: string | null }[];
  errors: readonly { level: string; message: string; params: Record<string, string | number> }[];
  unitName: string | null;
}

const tones: Record<ImportRowAction, BadgeTone> = {
  ERROR: 'danger',
  DUPLICATE: 'partial',
  CREATE: 'done',
  UPDATE: 'info',
  UNCHANGED: 'neutral',
};

const dmy = (iso: unknown) => String(iso).split('-').reverse().join('/');

/** The rows of an import as they were understood, with what will happen to each and why. */
export function ImportRows({ kind, rows }: { kind: ImportKind; rows: readonly ImportRowShown[] }) {
  const { t } = useTranslation();
  const outcome: Column<ImportRowShown> = {
    id: 'why',
    header: t('Kết quả'),
    cell: (row) => (
      <span className="flex flex-col gap-1">
        <Badge tone={tones[row.action]}>{t(IMPORT_ROW_ACTION_LABELS[row.action])}</Badge>
        {row.errors.map((error) => (
          <span key={error.message} className={error.level === 'error' ? 'text-danger' : 'text-ink-2'}>
            {t(error.message, error.params)}
          </span>
        ))}
        {row.changes.map((change) => (
          <span key={change.field} className="text-sm text-ink-2">
            {t(
              (MEMBER_FIELD_LABELS as Record<string, string>)[change.field] ??
                (change.field === 'unit' ? 'Chi bộ' : change.field === 'birthYear' ? 'Năm sinh' : 'Thông tin đơn vị'),
            )}
            : {change.from ?? '–'} → {change.to}
          </span>
        ))}
      </span>
    ),
  };
  const number: Column<ImportRowShown> = { id: 'row', header: t('Dòng'), cell: (row) => row.rowNumber, numeric: true };
  const columns: Column<ImportRowShown>[] =
    kind === 'UNITS'
      ? [
          number,
          { id: 'code', header: t('Mã đơn vị'), cell: (row) => row.values.code ?? '–' },
          { id: 'name', header: t('Tên đơn vị'), rowHeader: true, cell: (row) => row.values.name ?? '–' },
          { id: 'zone', header: t('Múi giờ'), cell: (row) => row.values.timeZone ?? '–' },
          outcome,
        ]
      : [
          number,
          {
            id: 'name',
            header: t('Họ và tên'),
            rowHeader: true,
            cell: (row) => (
              <span className="break-words lg:[overflow-wrap:anywhere]">
                {row.values.fullName || row.raw?.fullName || '–'}
              </span>
            ),
          },
          {
            id: 'birth',
            header: t('Ngày sinh'),
            cell: (row) =>
              row.values.birthDate ? dmy(row.values.birthDate) : (row.values.birthYear ?? (row.raw?.birth || '–')),
          },
          { id: 'card', header: t('Số thẻ'), cell: (row) => row.values.cardNumber ?? (row.raw?.cardNumber || '–') },
          {
            id: 'kind',
            header: t('Loại'),
            cell: (row) => {
              const value = row.values.kind;
              return value === 'OFFICIAL' || value === 'PROBATIONARY' ? t(MEMBER_KIND_LABELS[value]) : '–';
            },
          },
          { id: 'unit', header: t('Chi bộ'), cell: (row) => row.unitName ?? '–', className: 'lg:min-w-44' },
          outcome,
        ];
  return <Table caption={t('Từng dòng của tệp')} columns={columns} rows={rows} rowKey={(row) => row.rowNumber} />;
}
