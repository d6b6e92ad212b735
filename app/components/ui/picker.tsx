import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Button } from './button';
import { useFieldControl } from './field';
import { oneText } from './one-text';
import { TextArea, TextInput } from './text-input';

/** Something that can be picked: `code` is what the form sends, `label` and `note` are what a person reads. */
export interface PickerChoice {
  code: string;
  label: string;
  note: string;
}

interface Props {
  name: string;
  /** Codes, one a line: what the form holds. */
  defaultValue: string | undefined;
  /** Words for the codes that are known when the page is made. */
  known: readonly PickerChoice[];
  /** Answers `?tim=` with `{choices}`. */
  source: string;
  /** One or any number. */
  several?: boolean;
}

const WAIT_MS = 250;
const codesOf = (text: string | undefined) =>
  (oneText(text) ?? '')
    .split(/[\n,;]+/)
    .map((code) => code.trim())
    .filter(Boolean);

/**
 * Finds things by name and keeps their codes in a form field. Without script it is that field: codes typed by hand, one a line. A combobox
 * with a list below (WAI-ARIA), so arrows, Enter and Escape work.
 */
export function Picker({ name, defaultValue, known, source, several = false }: Props) {
  const { t } = useTranslation();
  const field = useFieldControl();
  const listId = useId();
  const [scripted, setScripted] = useState(false);
  useEffect(() => setScripted(true), []);
  const [codes, setCodes] = useState(() => codesOf(defaultValue));
  const [words, setWords] = useState(() => new Map(known.map((choice) => [choice.code, choice])));
  const [text, setText] = useState('');
  const { choices, failed } = useChoices(source, text);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const offered = choices?.filter((choice) => !codes.includes(choice.code)) ?? null;

  if (!scripted) {
    if (several) return <TextArea name={name} rows={3} defaultValue={defaultValue} />;
    return <TextInput name={name} defaultValue={defaultValue} autoCapitalize="characters" />;
  }
  const pick = (choice: PickerChoice) => {
    setWords((before) => new Map(before).set(choice.code, choice));
    setCodes((before) => (several ? [...before, choice.code] : [choice.code]));
    setText('');
    setActive(-1);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = offered?.length ?? 0;
    if (event.key === 'Escape' && text !== '') setText('');
    else if (event.key === 'Enter' && text !== '') {
      const choice = offered?.[Math.max(active, 0)];
      if (choice) pick(choice);
    } else if (event.key === 'ArrowDown' && count > 0) setActive((active + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) setActive((active + count - 1) % count);
    else return;
    event.preventDefault();
  };
  const optionId = (index: number) => `${listId}-${index}`;
  return (
    <div className="flex flex-col gap-2">
      <input type="hidden" name={name} value={codes.join('\n')} />
      {codes.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {codes.map((code) => (
            <li key={code} className="flex items-center justify-between gap-3 rounded-sm bg-sunken py-1 pr-1 pl-3">
              <PickedWords code={code} choice={words.get(code)} />
              <Button
                type="button"
                variant="quiet"
                onClick={() => {
                  setCodes((before) => before.filter((one) => one !== code));
                  input.current?.focus();
                }}
              >
                {t('Bỏ')}
                <span className="sr-only">: {words.get(code)?.label ?? code}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <TextInput
        {...field}
        ref={input}
        role="combobox"
        autoComplete="off"
        aria-expanded={offered !== null}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? optionId(active) : undefined}
        // The hidden field is what must be filled in; the box is only for finding.
        required={false}
        placeholder={t('Gõ tên hoặc mã để tìm')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="status" className="text-ink-2">
        {failed ? t('Chưa tìm được vì mất kết nối. Đồng chí gõ lại sau ít giây.') : null}
        {offered?.length === 0
          ? choices?.length === 0
            ? t('Không tìm thấy. Đồng chí thử từ khác.')
            : t('Đã có trong danh sách ở trên.')
          : null}
      </div>
      {offered && offered.length > 0 ? (
        <div id={listId} role="listbox" className="rounded-sm border border-line-strong bg-surface">
          {offered.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox holds the focus and hears the keys
            <div
              key={choice.code}
              id={optionId(index)}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onClick={() => pick(choice)}
              className="flex min-h-11 cursor-pointer flex-col justify-center px-3 py-1 hover:bg-info-soft aria-selected:bg-info-soft"
            >
              <PickedWords code={choice.code} choice={choice} />
            </div>
          ))}
        </div>
      ) : (
        <div id={listId} role="listbox" hidden />
      )}
    </div>
  );
}

function PickedWords({ code, choice }: { code: string; choice: PickerChoice | undefined }) {
  return (
    <span className="min-w-0">
      <span className="font-medium">{choice?.label ?? code}</span>
      {choice?.note ? <span className="block text-sm text-ink-2">{choice.note}</span> : null}
    </span>
  );
}

/** What the source offers for a text, once the typing rests; null: nothing was asked. */
function useChoices(source: string, text: string): { choices: PickerChoice[] | null; failed: boolean } {
  const [answer, setAnswer] = useState<{ of: string; choices: PickerChoice[] | null }>({ of: '', choices: [] });
  const asked = text.trim();
  useEffect(() => {
    if (asked === '') return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const url = `${source}${source.includes('?') ? '&' : '?'}tim=${encodeURIComponent(asked)}`;
        const reply = await fetch(url, { signal: stop.signal, headers: { accept: 'application/json' } });
        if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
        setAnswer({ of: asked, choices: ((await reply.json()) as { choices: PickerChoice[] }).choices });
      } catch {
        if (!stop.signal.aborted) setAnswer({ of: asked, choices: null });
      }
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [source, asked]);
  const current = asked !== '' && answer.of === asked;
  return { choices: current ? answer.choices : null, failed: current && answer.choices === null };
}
