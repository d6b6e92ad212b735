import { useMemo, useState } from 'react';
import { Button } from '~/components/ui/button';
import { EmptyState } from '~/components/ui/empty-state';
import { Form } from '~/components/ui/form';
import type { Mark, RollCallMember, RollCallNews } from '~/modules/venues/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { searchKey } from '~/platform/vietnamese';
import { RollRow } from './roll-row';
import type { useRollCall } from './use-roll-call';

interface Props {
  members: readonly RollCallMember[];
  walkIns: readonly RollCallMember[];
  news: RollCallNews;
  roll: ReturnType<typeof useRollCall>;
  /** All members of the hall are on this page: choosing all and searching need no server. */
  whole: boolean;
  manyUnits: boolean;
}

/** The roll: one tap a member is saved as it is made; without script the same form is sent whole. */
export function RollCallForm({ members, walkIns, news, roll, whole, manyUnits }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const { pending, tap, ready } = roll;
  const key = searchKey(search);
  const shown = useMemo(
    () => (key === '' ? members : members.filter((member) => searchKey(member.fullName).includes(key))),
    [members, key],
  );
  const markOf = (memberId: number): Mark => pending[memberId]?.present ?? news.marks[memberId] ?? null;
  const row = (member: RollCallMember, showUnit: boolean) => (
    <RollRow
      key={member.memberId}
      member={member}
      mark={markOf(member.memberId)}
      unsent={member.memberId in pending}
      showUnit={showUnit}
      onTap={(present) => tap([{ memberId: member.memberId, present }], news.marks)}
    />
  );
  const uncalled = members.filter((member) => member.required && !member.elsewhere && markOf(member.memberId) === null);
  return (
    <Form method="post" id="diem-danh" className="flex flex-col gap-4">
      {ready && whole && members.length > 8 ? (
        <label className="flex flex-col gap-1.5">
          <span className="font-semibold">{t('Tìm theo họ tên')}</span>
          <input
            type="search"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
            className="block min-h-11 w-full rounded-sm border border-line-strong bg-surface px-3 py-2"
          />
        </label>
      ) : null}
      <div className="flex flex-wrap gap-3">
        <Button
          name="intent"
          value="all-present"
          variant="secondary"
          icon="check"
          onClick={(event) => {
            if (!ready || !whole) return;
            event.preventDefault();
            tap(
              uncalled.map(({ memberId }) => ({ memberId, present: true })),
              news.marks,
            );
          }}
        >
          {t('Chọn tất cả có mặt')}
        </Button>
        {news.summary.waiting > 0 ? (
          <Button name="intent" value="confirm-all" variant="secondary" icon="check">
            {t('Xác nhận {{count}} đồng chí đã quét mã', { count: news.summary.waiting })}
          </Button>
        ) : null}
      </div>
      <p className="text-sm text-ink-2">{t('“Chọn tất cả có mặt” chỉ ghi cho những đồng chí chưa được điểm danh.')}</p>
      {shown.length === 0 ? (
        <EmptyState icon="people" title={t('Không có đồng chí nào trong danh sách này')} />
      ) : (
        <ul className="divide-y divide-line">{shown.map((member) => row(member, manyUnits))}</ul>
      )}
      {walkIns.length > 0 ? (
        <section aria-labelledby="don-vi-khac">
          <h3 id="don-vi-khac">{t('Đảng viên đơn vị khác đến dự')}</h3>
          <ul className="divide-y divide-line">{walkIns.map((member) => row(member, true))}</ul>
        </section>
      ) : null}
      {ready ? null : (
        <Button name="intent" value="marks" className="self-start">
          {t('Lưu điểm danh')}
        </Button>
      )}
    </Form>
  );
}
