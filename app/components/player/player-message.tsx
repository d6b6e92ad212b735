import type { ReactNode } from 'react';
import { Spinner } from '~/components/ui/spinner';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  /** Null: nothing to say. */
  text: ReactNode;
  /** Something goes on by itself. */
  busy: boolean;
  /** Nothing goes on until the page is loaded again. */
  reload: boolean;
  /** What one may do about it. */
  actions?: { label: string; onClick: () => void }[];
}

/** What the player waits for and what to do, over the picture and read out. */
export function PlayerMessage({ text, busy, reload, actions = [] }: Props) {
  const { t } = useTranslation();
  const buttons = reload ? [{ label: t('Tải lại trang'), onClick: () => window.location.reload() }] : actions;
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-0 flex justify-center p-3">
      {text ? (
        <div
          data-player-message
          className="flex max-w-full flex-wrap items-center gap-3 rounded-sm bg-black/85 px-4 py-2 text-white"
        >
          {busy ? <Spinner /> : null}
          <span>{text}</span>
          {buttons.map(({ label, onClick }) => (
            <button
              key={label}
              type="button"
              onClick={onClick}
              className="pointer-events-auto min-h-11 rounded-sm border border-white px-4 font-semibold focus-visible:outline-white"
            >
              {label}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
