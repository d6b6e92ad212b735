import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Select, TextInput } from '~/components/ui/text-input';
import { REVIEW_STANDINGS, type ReviewStanding } from '~/modules/accounts/reviews/schema';
import type { Role } from '~/modules/accounts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { ConfirmPassword } from './confirm-password';
import { RoleOptions } from './grant-fields';

interface FilterProps {
  filters: { role: Role | ''; standing: ReviewStanding; unitCode: string };
}

/** Beside the search: role, standing, unit. */
export function ReviewFilterFields({ filters }: FilterProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('Vai trò')} className="grow basis-44">
        <Select name="vai-tro" defaultValue={filters.role}>
          <option value="">{t('Tất cả')}</option>
          <RoleOptions />
        </Select>
      </Field>
      <Field label={t('Tình trạng')} className="grow basis-44">
        <Select name="tinh-trang" defaultValue={filters.standing}>
          {Object.entries(REVIEW_STANDINGS).map(([value, label]) => (
            <option key={value} value={value}>
              {t(label)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('Mã đơn vị')} className="grow basis-32">
        <TextInput name="don-vi" defaultValue={filters.unitCode} autoComplete="off" spellCheck={false} />
      </Field>
    </>
  );
}

interface KeepProps {
  /** Undecided lines of this page that are not the viewer's own. */
  ids: readonly number[];
  narrow: boolean;
  total: string;
  /** The page's query: it holds the filter. */
  search: string;
  busy: boolean;
}

/** Keeping what one has looked at: this page, or all that a narrow filter finds. */
export function KeepMany({ ids, narrow, total, search, busy }: KeepProps) {
  const { t } = useTranslation();
  if (ids.length === 0) return null;
  return (
    <div className="mb-4 flex flex-wrap gap-3">
      <Form method="post" action={search || '?'} preventScrollReset>
        {ids.map((id) => (
          <input key={id} type="hidden" name="dong" value={id} />
        ))}
        <Button name="viec" value="giu" variant="secondary" disabled={busy}>
          {t('Giữ {{number}} vai trò chưa quyết định trên trang này', { number: ids.length })}
        </Button>
      </Form>
      {narrow ? (
        <Form method="post" action={search || '?'} preventScrollReset>
          <Button name="viec" value="giu-tat-ca" variant="secondary" disabled={busy}>
            {t('Giữ mọi vai trò chưa quyết định trong {{total}} dòng đang lọc', { total })}
          </Button>
        </Form>
      ) : null}
    </div>
  );
}

export function FinishReview({ left, busy }: { left: number; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <Card title={t('Kết thúc đợt rà soát')}>
      <p className="mb-4 text-ink-2">
        {left > 0
          ? t('Kết thúc được khi mọi vai trò đã có quyết định; còn {{left}}.', { left })
          : t(
              'Mọi vai trò đã có quyết định. Sau khi kết thúc, danh sách được khóa lại cùng mã SHA-256 và không sửa được nữa.',
            )}
      </p>
      {left > 0 ? null : (
        <Form method="post" className="flex flex-col items-start gap-4">
          <ConfirmPassword />
          <Button name="viec" value="ket-thuc" busy={busy}>
            {t('Kết thúc đợt rà soát')}
          </Button>
        </Form>
      )}
    </Card>
  );
}
