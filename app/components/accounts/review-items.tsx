import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Confirm } from '~/components/ui/confirm';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { type Column, Table } from '~/components/ui/table';
import { TextInput } from '~/components/ui/text-input';
import { type AccessDecision, REVIEW_NOTE_LENGTH } from '~/modules/accounts/reviews/schema';
import { ROLE_NAMES, type Role } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { ConfirmPassword } from './confirm-password';

export interface ShownItem {
  id: number;
  username: string;
  accountName: string;
  role: Role;
  unitName: string;
  grantedAt: string;
  grantedByName: string | null;
  approvedByName: string | null;
  lastSignInAt: string | null;
  hasFactor: boolean;
  disabled: boolean;
  emergencies: number;
  decision: AccessDecision | null;
  note: string | null;
  decidedByName: string | null;
  own: boolean;
}

interface Props {
  rows: readonly ShownItem[];
  open: boolean;
  noteError: { id: number; message: string } | null;
}

/** One role a line: who holds it, since when and through whom, how it is used, and what was decided. */
export function ReviewItems({ rows, open, noteError }: Props) {
  const { t } = useTranslation();
  const columns: Column<ShownItem>[] = [
    {
      id: 'who',
      header: t('Tài khoản'),
      cell: (row) => (
        <span className="flex flex-col">
          <span className="font-semibold">{row.accountName}</span>
          <span className="text-sm text-ink-2">{row.username}</span>
        </span>
      ),
    },
    {
      id: 'role',
      header: t('Vai trò'),
      cell: (row) => (
        <>
          {t(ROLE_NAMES[row.role])}
          <span className="block text-sm text-ink-2">{row.unitName}</span>
        </>
      ),
    },
    {
      id: 'given',
      header: t('Người giao'),
      cell: (row) => (
        <>
          {row.grantedByName ?? '–'}
          <span className="block text-sm text-ink-2">
            {row.grantedAt}
            {row.approvedByName ? `; ${t('người duyệt: {{by}}', { by: row.approvedByName })}` : ''}
          </span>
        </>
      ),
    },
    {
      id: 'use',
      header: t('Sử dụng'),
      cell: (row) => (
        <>
          {row.lastSignInAt ?? t('Chưa đăng nhập')}
          <span className="block text-sm text-ink-2">
            {row.hasFactor ? t('có xác thực lần hai') : t('chưa có xác thực lần hai')}
            {row.disabled ? `; ${t('đã ngừng')}` : ''}
            {row.emergencies > 0 ? `; ${t('khẩn cấp: {{times}} lần', { times: row.emergencies })}` : ''}
          </span>
        </>
      ),
    },
    {
      id: 'decision',
      header: t('Quyết định'),
      cell: (row) => <Decision row={row} open={open} error={noteError?.id === row.id ? noteError.message : null} />,
    },
  ];
  return <Table caption={t('Vai trò cần rà soát')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

function Decision({ row, open, error }: { row: ShownItem; open: boolean; error: string | null }) {
  const { t } = useTranslation();
  return (
    <div className="flex min-w-0 flex-col items-end gap-2 text-left md:items-start">
      {row.decision === 'KEEP' ? <Badge tone="done">{t('Giữ lại')}</Badge> : null}
      {row.decision === 'WITHDRAW' ? <Badge tone="danger">{t('Đã thu hồi')}</Badge> : null}
      {row.decidedByName ? (
        <span className="text-sm text-ink-2">
          {row.decidedByName}
          {row.note ? `: ${row.note}` : ''}
        </span>
      ) : null}
      {open && row.own && !row.decision ? (
        <span className="text-sm text-ink-2">{t('Của đồng chí: người khác quyết định')}</span>
      ) : null}
      {open && !row.own && row.decision !== 'WITHDRAW' ? (
        <>
          {row.decision ? null : (
            <Form method="post" preventScrollReset>
              <input type="hidden" name="dong" value={row.id} />
              <Button name="viec" value="giu" variant="secondary">
                {t('Giữ lại')}
              </Button>
            </Form>
          )}
          <Withdraw id={row.id} error={error} />
        </>
      ) : null}
    </div>
  );
}

function Withdraw({ id, error }: { id: number; error: string | null }) {
  const { t } = useTranslation();
  const form = (
    <Form method="post" className="flex flex-col gap-3" noValidate preventScrollReset>
      <input type="hidden" name="dong" value={id} />
      <Field label={t('Lý do thu hồi')} error={error} required>
        <TextInput name="ly-do" maxLength={REVIEW_NOTE_LENGTH} autoComplete="off" />
      </Field>
      <ConfirmPassword />
      <div>
        <Button name="viec" value="thu-hoi" variant="danger">
          {t('Thu hồi ngay')}
        </Button>
      </div>
    </Form>
  );
  return error ? form : <Confirm trigger={t('Thu hồi…')}>{form}</Confirm>;
}
