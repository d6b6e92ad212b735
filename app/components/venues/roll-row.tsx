import clsx from 'clsx';
import { Badge } from '~/components/ui/badge';
import type { Mark, RollCallMember } from '~/modules/venues/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  member: RollCallMember;
  mark: Mark;
  /** Not with the server yet. */
  unsent: boolean;
  showUnit: boolean;
  onTap: (present: boolean) => void;
}

/** One member: a name and two large buttons that are radio buttons, so that the form works without script. */
export function RollRow({ member, mark, unsent, showUnit, onTap }: Props) {
  const { t } = useTranslation();
  const { memberId, fullName, birthYear, unitName, required, elsewhere, waiting } = member;
  const details = [birthYear ? t('sinh năm {{year}}', { year: birthYear }) : null, showUnit ? unitName : null];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3" data-member={memberId}>
      <div className="min-w-0 grow basis-52">
        <p className="font-semibold">{fullName}</p>
        <p className="text-sm text-ink-2">{details.filter(Boolean).join(' · ')}</p>
        <div className="flex flex-wrap gap-1">
          {required ? null : <Badge tone="neutral">{t('không thuộc diện phải học')}</Badge>}
          {waiting && mark !== true ? <Badge tone="info">{t('đã quét mã, chờ xác nhận')}</Badge> : null}
          {elsewhere ? <Badge tone="neutral">{t('có mặt tại {{venue}}', { venue: elsewhere })}</Badge> : null}
          {unsent ? <Badge tone="partial">{t('chưa gửi')}</Badge> : null}
        </div>
      </div>
      {elsewhere ? null : (
        <fieldset className="flex w-full gap-2 sm:w-auto">
          <legend className="sr-only">{fullName}</legend>
          <input type="hidden" name={`s-${memberId}`} value={mark === null ? '' : mark ? '1' : '0'} />
          {([true, false] as const).map((present) => (
            <label
              key={String(present)}
              className={clsx(
                'flex min-h-13 grow cursor-pointer items-center justify-center gap-2 rounded-sm border border-line-strong bg-surface px-4 font-semibold sm:w-32',
                'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
                present
                  ? 'has-checked:border-done has-checked:bg-done-soft has-checked:text-done'
                  : 'has-checked:border-danger has-checked:bg-danger-soft has-checked:text-danger',
              )}
            >
              <input
                type="radio"
                name={`p-${memberId}`}
                value={present ? '1' : '0'}
                checked={mark === present}
                onChange={() => onTap(present)}
                className="size-5 accent-current"
              />
              {present ? t('Có mặt') : t('Vắng')}
            </label>
          ))}
        </fieldset>
      )}
    </li>
  );
}
