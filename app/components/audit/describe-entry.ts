import { ROLE_NAMES } from '~/modules/accounts/schema';
import { WAY_LABELS } from '~/modules/attendance/schema';
import { AUDIT_SENTENCES, DATA_LABELS } from '~/modules/audit/schema';
import { MEMBER_ACTIVITY_LABELS, MEMBER_KIND_LABELS } from '~/modules/org/schema';

type Translate = (key: string, params?: Record<string, string | number>) => string;

interface Entry {
  action: string;
  target: string;
  targetId: string;
  data: Record<string, unknown>;
}

/** The entry in a sentence, after the actor's name. What is no longer there is named by its number or code. */
export function sentenceOf(
  { action, target, targetId }: Pick<Entry, 'action' | 'target' | 'targetId'>,
  t: Translate,
): string {
  const sentence = (AUDIT_SENTENCES as Record<string, string>)[action];
  return sentence ? t(sentence, { target: target || targetId }) : t('Thao tác khác của hệ thống');
}

/** What more is known, one line each: before and after of a field, a reason, a file. */
export function detailsOf(data: Record<string, unknown>, t: Translate): { label: string; value: string }[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const label = DATA_LABELS[key];
    const text = label ? textOf(value, t) : null;
    return label && text !== null ? [{ label: t(label), value: text }] : [];
  });
}

function textOf(value: unknown, t: Translate): string | null {
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? t('Có') : t('Không');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return wordOf(value, t);
  if (typeof value === 'object' && 'from' in value && 'to' in value) {
    const { from, to } = value as { from: unknown; to: unknown };
    return `${textOf(from, t) ?? '–'} → ${textOf(to, t) ?? '–'}`;
  }
  return null;
}

/** Codes that stand in data, in the words of the screen. */
const CODES: Record<string, string> = {
  ...ROLE_NAMES,
  ...MEMBER_ACTIVITY_LABELS,
  ...MEMBER_KIND_LABELS,
  ...WAY_LABELS,
};

const wordOf = (value: string, t: Translate) => {
  const word = CODES[value];
  return word ? t(word) : value;
};
