import { useEffect, useState } from 'react';
import { Checkbox } from '~/components/ui/choice';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { Language } from '~/platform/time';

export interface AudienceTreeUnit {
  id: number;
  name: string;
  parentId: number | null;
  depth: number;
  members: number;
  chosen: boolean;
}

/** 1.25 rem a level. Classes, because the page's policy takes no style attribute. */
const INDENT = ['', 'pl-5', 'pl-10', 'pl-15', 'pl-20', 'pl-25'];

/**
 * The unit tree with a box for each subtree. Without script every box stands for itself and the server keeps only the tops;
 * with it, what lies below a chosen unit shows as included.
 */
export function AudienceTree({ units, disabled }: { units: AudienceTreeUnit[]; disabled: boolean }) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState(() => new Set(units.filter((unit) => unit.chosen).map((unit) => unit.id)));
  const [scripted, setScripted] = useState(false);
  useEffect(() => setScripted(true), []);
  const parents = new Map(units.map((unit) => [unit.id, unit.parentId]));
  const isIncluded = (id: number) => {
    for (let parent = parents.get(id); parent; parent = parents.get(parent)) if (chosen.has(parent)) return true;
    return false;
  };
  const toggle = (id: number, on: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      if (on) after.add(id);
      else after.delete(id);
      return after;
    });
  const total = units
    .filter((unit) => chosen.has(unit.id) && !isIncluded(unit.id))
    .reduce((sum, u) => sum + u.members, 0);
  return (
    <fieldset disabled={disabled}>
      <legend className="mb-2 font-semibold">
        {t('Đã chọn {{formatted}} đảng viên', { formatted: formatNumber(total, 0, i18n.language as Language) })}
      </legend>
      <ul className="flex flex-col">
        {units.map((unit) => {
          const included = scripted && isIncluded(unit.id);
          return (
            <li key={unit.id} className={INDENT[Math.min(unit.depth, 5)]}>
              <Checkbox
                name="units"
                value={unit.id}
                checked={included || chosen.has(unit.id)}
                disabled={included}
                onChange={(event) => toggle(unit.id, event.currentTarget.checked)}
                label={
                  <>
                    {unit.name}{' '}
                    <span className="tabular text-ink-2">
                      ({formatNumber(unit.members, 0, i18n.language as Language)})
                    </span>
                  </>
                }
              />
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
