import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Confirm } from '~/components/ui/confirm';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { TextArea } from '~/components/ui/text-input';
import { NOTE_LENGTH, PROPOSAL_STATE_NAMES, type ProposalState, WHY_NOT } from '~/modules/accounts/proposals/schema';
import { ROLE_NAMES, type Role } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { ConfirmPassword } from './confirm-password';

export interface ShownProposal {
  id: number;
  username: string;
  accountName: string;
  role: Role;
  unitName: string;
  state: ProposalState;
  proposedByName: string;
  proposedAt: string;
  expiresAt: string;
  decidedByName: string | null;
  decidedAt: string | null;
  note: string | null;
  orders: 'decide' | 'withdraw' | 'holder' | 'none';
}

const TONES: Record<ProposalState, BadgeTone> = {
  PENDING: 'partial',
  APPROVED: 'done',
  REFUSED: 'danger',
  WITHDRAWN: 'neutral',
  EXPIRED: 'neutral',
};

/** A proposal: who is to have what, who says so, until when; and what this person may do about it. */
export function ProposalCard({ proposal, noteError }: { proposal: ShownProposal; noteError: string | null }) {
  const { t } = useTranslation();
  const { id, state } = proposal;
  return (
    <Card>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 break-words text-lg font-semibold">{proposal.accountName}</h2>
        <Badge tone={TONES[state]}>{t(PROPOSAL_STATE_NAMES[state])}</Badge>
      </div>
      <p className="text-ink-2">{proposal.username}</p>
      <p className="mt-2">
        <span className="font-semibold">{t(ROLE_NAMES[proposal.role])}</span> · {proposal.unitName}
      </p>
      <p>{t('{{name}} đề nghị lúc {{at}}', { name: proposal.proposedByName, at: proposal.proposedAt })}</p>
      {state === 'PENDING' ? <p>{t('Hạn duyệt: {{at}}', { at: proposal.expiresAt })}</p> : null}
      {proposal.decidedByName && proposal.decidedAt ? (
        <p>
          {t('{{name}} xử lý lúc {{at}}', { name: proposal.decidedByName, at: proposal.decidedAt })}
          {proposal.note ? `: ${proposal.note}` : ''}
        </p>
      ) : null}
      {proposal.orders === 'withdraw' ? (
        <div className="mt-4 flex flex-col gap-3">
          <p className="text-ink-2">{t(WHY_NOT.proposer)}</p>
          <Order id={id} order="rut" label={t('Rút đề nghị')} />
        </div>
      ) : null}
      {proposal.orders === 'holder' ? <p className="mt-4 text-ink-2">{t(WHY_NOT.holder)}</p> : null}
      {proposal.orders === 'decide' ? (
        <div className="mt-4 flex flex-col items-start gap-4">
          <Order id={id} order="duyet" label={t('Duyệt, giao vai trò')} />
          <Refuse id={id} error={noteError} />
        </div>
      ) : null}
    </Card>
  );
}

function Order({ id, order, label }: { id: number; order: string; label: string }) {
  return (
    <Form method="post" className="flex flex-col items-start gap-3">
      <input type="hidden" name="so" value={id} />
      <ConfirmPassword />
      <Button name="viec" value={order} variant={order === 'duyet' ? 'primary' : 'secondary'}>
        {label}
      </Button>
    </Form>
  );
}

function Refuse({ id, error }: { id: number; error: string | null }) {
  const { t } = useTranslation();
  const form = (
    <Form method="post" className="flex flex-col gap-4" noValidate>
      <input type="hidden" name="so" value={id} />
      <Field label={t('Lý do không duyệt')} error={error} required>
        <TextArea name="ly-do" rows={2} maxLength={NOTE_LENGTH} />
      </Field>
      <ConfirmPassword />
      <div>
        <Button name="viec" value="khong-duyet" variant="danger">
          {t('Không duyệt')}
        </Button>
      </div>
    </Form>
  );
  return error ? <div className="w-full">{form}</div> : <Confirm trigger={t('Không duyệt')}>{form}</Confirm>;
}
