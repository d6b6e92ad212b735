import type { ReactNode } from 'react';
import { Form } from '~/components/ui/form';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Button } from './button';
import { Icon } from './icon';
import { controlClass } from './text-input';

interface Props {
  /** What is searched: "Tìm đảng viên theo họ tên hoặc số thẻ". */
  label: string;
  /** Query parameter. */
  name?: string;
  defaultValue?: string | undefined;
  placeholder?: string;
  /** More filters (selects) and hidden fields that must stay in the address. */
  children?: ReactNode;
}

/** A GET form: the search has an address, and the first page of it. */
export function SearchForm({ label, name = 'tim', defaultValue, placeholder, children }: Props) {
  const { t } = useTranslation();
  return (
    <Form method="get" role="search" className="mb-4 flex flex-wrap items-end gap-3">
      <label className="flex min-w-0 grow basis-64 flex-col gap-1.5">
        <span className="font-semibold">{label}</span>
        <input
          type="search"
          name={name}
          defaultValue={defaultValue}
          placeholder={placeholder}
          className={controlClass}
        />
      </label>
      {children}
      <Button variant="secondary">
        <Icon name="search" />
        {t('Tìm')}
      </Button>
    </Form>
  );
}
