import { Link } from '@remix-run/react';
import { UNIT_KIND_LABELS, type UnitKind } from '~/modules/org/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { clockLabel, type Language } from '~/platform/time';
import { Badge } from '../ui/badge';

export interface UnitShown {
  code: string;
  name: string;
  kind: UnitKind;
  timeZone: string;
  closed: boolean;
  depth: number;
  members: number;
}

interface Branch {
  unit: UnitShown;
  children: Branch[];
}

/** Parents come before their children, one deeper. */
function grow(units: readonly UnitShown[]): Branch[] {
  const roots: Branch[] = [];
  const above: Branch[] = [];
  for (const unit of units) {
    const branch: Branch = { unit, children: [] };
    above.length = unit.depth;
    (above.at(-1)?.children ?? roots).push(branch);
    above.push(branch);
  }
  return roots;
}

/** The tree of organisations; branches open and close without script. */
export function UnitTree({ units }: { units: readonly UnitShown[] }) {
  return <Branches branches={grow(units)} level={0} />;
}

function Branches({ branches, level }: { branches: Branch[]; level: number }) {
  return (
    <ul className={level > 0 ? 'ml-2 border-l border-line pl-3 sm:ml-4 sm:pl-4' : undefined}>
      {branches.map((branch) => (
        <li key={branch.unit.code} className="border-b border-line last:border-b-0">
          {branch.children.length > 0 ? (
            <>
              <UnitLine unit={branch.unit} />
              <details open={level < 1}>
                <summary className="min-h-11 cursor-pointer py-2 text-sm text-ink-2">
                  <UnitsBelow name={branch.unit.name} count={branch.children.length} />
                </summary>
                <Branches branches={branch.children} level={level + 1} />
              </details>
            </>
          ) : (
            <UnitLine unit={branch.unit} />
          )}
        </li>
      ))}
    </ul>
  );
}

function UnitsBelow({ name, count }: { name: string; count: number }) {
  const { t } = useTranslation();
  return (
    <>
      {t('{{count}} đơn vị trực thuộc', { count })} <span className="sr-only">{name}</span>
    </>
  );
}

function UnitLine({ unit }: { unit: UnitShown }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 py-1">
      <span className="min-w-0">
        <Link
          to={`/quan-ly/don-vi/${encodeURIComponent(unit.code)}`}
          className="inline-flex min-h-11 items-center font-semibold underline decoration-line-strong"
        >
          {unit.name}
        </Link>
        <span className="block text-sm text-ink-2 sm:ml-2 sm:inline">
          {unit.code} · {t(UNIT_KIND_LABELS[unit.kind])}
          {unit.timeZone === 'Asia/Ho_Chi_Minh' ? '' : ` · ${clockLabel(unit.timeZone, i18n.language as Language)}`}
        </span>
      </span>
      <span className="tabular text-ink-2">
        {unit.closed ? <Badge>{t('Đã kết thúc hoạt động')}</Badge> : t('{{count}} đảng viên', { count: unit.members })}
      </span>
    </div>
  );
}
