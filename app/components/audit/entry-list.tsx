import { Badge } from '~/components/ui/badge';
import { type Column, Table } from '~/components/ui/table';
import { ROLE_NAMES } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { detailsOf, sentenceOf } from './describe-entry';

export interface ShownEntry {
  id: number;
  /** Each moment on the person's clock and on Hanoi's; one where they agree. */
  times: string[];
  action: string;
  actorName: string;
  actorUsername: string | null;
  /** `SECRETARY@K.B.2` */
  actorRoles: string[];
  emergency: number | null;
  target: string;
  targetId: string;
  unitName: string | null;
  data: Record<string, unknown>;
  memberCount: number;
  address: string | null;
  requestId: string | null;
  sealed: boolean;
}

/** The log as a table, as cards on a phone: when, who, what, where. */
export function EntryList({ rows }: { rows: readonly ShownEntry[] }) {
  const { t } = useTranslation();
  const columns: Column<ShownEntry>[] = [
    {
      id: 'what',
      header: t('Việc đã làm'),
      rowHeader: true,
      cell: (row) => (
        <span className="flex flex-col gap-1">
          <span>{sentenceOf(row, t)}</span>
          <Details row={row} />
        </span>
      ),
    },
    {
      id: 'who',
      header: t('Người thực hiện'),
      cell: (row) => (
        <span className="flex flex-col">
          <span className="font-semibold">{row.actorName}</span>
          {row.actorUsername ? <span className="text-sm text-ink-2">{row.actorUsername}</span> : null}
          {row.emergency ? (
            <Badge tone="danger">{t('Trong truy cập khẩn cấp số {{id}}', { id: row.emergency })}</Badge>
          ) : null}
        </span>
      ),
    },
    {
      id: 'when',
      header: t('Thời điểm'),
      cell: (row) => (
        <span className="tabular flex flex-col gap-1">
          {row.times.map((time) => (
            <span key={time}>{time}</span>
          ))}
          {row.sealed ? null : (
            <Badge tone="info" icon="clock">
              {t('Chờ niêm phong')}
            </Badge>
          )}
        </span>
      ),
    },
    { id: 'unit', header: t('Đơn vị'), cell: (row) => row.unitName ?? '–' },
  ];
  return <Table caption={t('Các dòng nhật ký')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

function Details({ row }: { row: ShownEntry }) {
  const { t } = useTranslation();
  const roles = row.actorRoles.map((one) => {
    const [role = '', unit = ''] = one.split('@');
    return `${t((ROLE_NAMES as Record<string, string>)[role] ?? role)} (${unit})`;
  });
  const lines = [
    ...detailsOf(row.data, t),
    ...(row.memberCount > 1 ? [{ label: t('Số đảng viên có trong dữ liệu'), value: String(row.memberCount) }] : []),
    ...(roles.length > 0 ? [{ label: t('Vai trò lúc đó'), value: roles.join(', ') }] : []),
    ...(row.address ? [{ label: t('Địa chỉ mạng'), value: placeOf(row.address, t) }] : []),
    ...(row.requestId ? [{ label: t('Mã yêu cầu'), value: row.requestId }] : []),
  ];
  if (lines.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="flex min-h-11 w-fit cursor-pointer items-center text-ink-2 underline decoration-line-strong">
        {t('Chi tiết')}
      </summary>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {lines.map((line) => (
          <div key={line.label} className="contents">
            <dt className="text-ink-2">{line.label}</dt>
            <dd className="min-w-0 break-words">{line.value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const placeOf = (address: string, t: (key: string) => string) =>
  address === 'cli' ? t('Dòng lệnh của máy chủ') : address === 'worker' ? t('Tiến trình nền của máy chủ') : address;
