import { Link } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { ChoiceGroup, Radio } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { TextArea } from '~/components/ui/text-input';
import { type EmergencyRole, type EmergencyVerdict, VERDICT_NAMES } from '~/modules/accounts/emergencies/schema';
import { ROLE_NAMES } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

export interface ShownEmergency {
  id: number;
  accountName: string;
  role: EmergencyRole;
  readOnly: boolean;
  unitName: string;
  reason: string;
  startedAt: string;
  untilAt: string;
  endedAt: string | null;
  endedByName: string | null;
  active: boolean;
  verdict: EmergencyVerdict | null;
  reviewNote: string | null;
  reviewedByName: string | null;
  reviewedAt: string | null;
  own: boolean;
  mayEnd: boolean;
  mayReview: boolean;
  /** Whether this person may read the log. */
  logged: boolean;
}

interface Props {
  row: ShownEmergency;
  /** Beside the note of the review. */
  noteError: string | null;
}

export function EmergencyCard({ row, noteError }: Props) {
  const { t } = useTranslation();
  const { verdict } = row;
  return (
    <Card emphasis={row.active}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 break-words text-lg font-semibold">
          {t('Số {{id}}: {{name}}', { id: row.id, name: row.accountName })}
        </h2>
        {row.active ? (
          <Badge tone="danger">{t('Đang mở')}</Badge>
        ) : verdict ? (
          <Badge tone={verdict === 'ACCEPTED' ? 'done' : 'danger'}>{t(VERDICT_NAMES[verdict])}</Badge>
        ) : (
          <Badge tone="partial">{t('Chưa xem xét')}</Badge>
        )}
      </div>
      <p>
        <span className="font-semibold">{t(ROLE_NAMES[row.role])}</span>
        {row.readOnly ? ` (${t('chỉ xem')})` : ''} · {row.unitName}
      </p>
      <p className="mt-2 break-words">{t('Lý do: {{reason}}', { reason: row.reason })}</p>
      <p className="mt-2 text-ink-2">{t('Từ {{from}} đến {{until}}', { from: row.startedAt, until: row.untilAt })}</p>
      {row.endedAt && row.endedByName ? (
        <p className="text-ink-2">
          {t('{{name}} kết thúc sớm lúc {{at}}', { name: row.endedByName, at: row.endedAt })}
        </p>
      ) : null}
      {row.logged ? (
        <p>
          <Link to={`/quan-ly/nhat-ky?khan-cap=${row.id}`} className="link inline-flex min-h-11 items-center">
            {t('Xem nhật ký của lần này')}
          </Link>
        </p>
      ) : null}
      {row.reviewedByName && row.reviewedAt ? (
        <p className="mt-2 break-words">
          {t('{{name}} xem xét lúc {{at}}', { name: row.reviewedByName, at: row.reviewedAt })}
          {row.reviewNote ? `: ${row.reviewNote}` : ''}
        </p>
      ) : null}
      {!row.active && !verdict && row.own ? (
        <p className="mt-3 text-ink-2">{t('Chờ một người khác xem xét; đồng chí không tự xem xét được.')}</p>
      ) : null}
      {row.mayEnd ? (
        <Form method="post" className="mt-4">
          <input type="hidden" name="so" value={row.id} />
          <Button variant="danger" name="viec" value="ket-thuc">
            {t('Kết thúc ngay')}
          </Button>
        </Form>
      ) : null}
      {row.mayReview ? (
        <Form method="post" className="mt-4 flex flex-col gap-4 border-t border-line pt-4" noValidate>
          <input type="hidden" name="so" value={row.id} />
          <ChoiceGroup legend={t('Kết luận')}>
            <Radio name="ket-luan" value="ACCEPTED" label={t(VERDICT_NAMES.ACCEPTED)} defaultChecked={!noteError} />
            <Radio name="ket-luan" value="OBJECTED" label={t(VERDICT_NAMES.OBJECTED)} defaultChecked={!!noteError} />
          </ChoiceGroup>
          <Field label={t('Nhận xét')} hint={t('Cần ghi khi không chấp nhận.')} error={noteError}>
            <TextArea name="nhan-xet" rows={2} maxLength={1000} />
          </Field>
          <div>
            <Button variant="secondary" name="viec" value="xem-xet">
              {t('Ghi kết luận')}
            </Button>
          </div>
        </Form>
      ) : null}
    </Card>
  );
}
