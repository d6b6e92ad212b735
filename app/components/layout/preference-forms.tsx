import { useLocation, useRouteLoaderData } from '@remix-run/react';
import clsx from 'clsx';
import { PlainForm } from '~/components/ui/form';
import type { Language, Theme } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';

interface RootData {
  language?: Language;
  theme?: Theme;
}

const languages = [
  { value: 'vi', label: 'Tiếng Việt' },
  { value: 'en', label: 'English' },
] as const;

const themes = [
  { value: 'auto', label: 'Theo máy' },
  { value: 'light', label: 'Sáng' },
  { value: 'dark', label: 'Tối' },
] as const;

const optionClass = (chosen: boolean) =>
  clsx(
    'min-h-11 grow whitespace-nowrap rounded-sm border px-3 text-sm',
    chosen ? 'border-accent bg-accent-soft font-semibold text-accent' : 'border-line-strong bg-surface hover:bg-sunken',
  );

/** Where to come back to after the switch. */
function ReturnField() {
  const location = useLocation();
  return <input type="hidden" name="tiep" value={location.pathname + location.search} />;
}

// Plain forms: the whole document comes again in the new language or colours, with or without script.
export function LanguageForm() {
  const { t } = useTranslation();
  const current = useRouteLoaderData<RootData>('root')?.language ?? 'vi';
  return (
    <PlainForm method="post" action="/ngon-ngu">
      <ReturnField />
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{t('Ngôn ngữ')}</legend>
        {languages.map(({ value, label }) => (
          <button
            type="submit"
            key={value}
            name="lang"
            value={value}
            lang={value}
            aria-pressed={value === current}
            className={optionClass(value === current)}
          >
            {label}
          </button>
        ))}
      </fieldset>
    </PlainForm>
  );
}

export function ThemeForm() {
  const { t } = useTranslation();
  const current = useRouteLoaderData<RootData>('root')?.theme ?? 'auto';
  return (
    <PlainForm method="post" action="/giao-dien">
      <ReturnField />
      <fieldset className="flex flex-wrap gap-2">
        <legend className="mb-1 text-sm text-ink-2">{t('Màu nền')}</legend>
        {themes.map(({ value, label }) => (
          <button
            type="submit"
            key={value}
            name="theme"
            value={value}
            aria-pressed={value === current}
            className={optionClass(value === current)}
          >
            {t(label)}
          </button>
        ))}
      </fieldset>
    </PlainForm>
  );
}
