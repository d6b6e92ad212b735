import { Link, type LinkProps } from '@remix-run/react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { type ButtonVariant, buttonClass } from './button';
import { Icon } from './icon';

interface Props {
  /** The words of the button that opens it. */
  trigger: ReactNode;
  variant?: ButtonVariant;
  title: string;
  /** A page that asks the same, for browsers without script: the trigger is a link to it until the script runs. */
  fallbackTo: LinkProps['to'];
  /** Usually a form that posts to the fallback page's action; call `close` from its cancel button. */
  children: (close: () => void) => ReactNode;
}

/** A native `<dialog>`: focus stays inside, Esc closes, focus returns. Without script it is a link to a page. */
export function Dialog({ trigger, variant = 'secondary', title, fallbackTo, children }: Props) {
  const { t } = useTranslation();
  const [ready, setReady] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => setReady(true), []);
  const close = () => dialog.current?.close();
  if (!ready) {
    return (
      <Link to={fallbackTo} className={buttonClass(variant)}>
        {trigger}
      </Link>
    );
  }
  return (
    <>
      <button
        type="button"
        className={buttonClass(variant)}
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        {trigger}
      </button>
      <dialog
        ref={dialog}
        aria-labelledby={titleId}
        className="m-auto w-[min(36rem,calc(100vw-2rem))] rounded-lg border border-line bg-surface p-5 text-ink shadow-card backdrop:bg-black/50"
      >
        <div className="mb-3 flex items-start justify-between gap-4">
          <h2 id={titleId}>{title}</h2>
          <button
            type="button"
            onClick={close}
            aria-label={t('Đóng')}
            className={buttonClass('quiet', 'min-w-11 px-2')}
          >
            <Icon name="cross" />
          </button>
        </div>
        {children(close)}
      </dialog>
    </>
  );
}
