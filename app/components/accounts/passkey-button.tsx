import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Button, type ButtonVariant } from '../ui/button';
import { Notice } from '../ui/notice';
import { askPasskey, type PasskeyAnswer } from './passkey-client';

interface Props {
  address: string;
  kind: 'get' | 'create';
  extra?: () => Record<string, string>;
  onDone: (answer: PasskeyAnswer) => void;
  variant?: ButtonVariant;
  children: ReactNode;
}

/** Shown only where the browser has passkeys; everything else on the page works without. */
export function PasskeyButton({ address, kind, extra, onDone, variant = 'secondary', children }: Props) {
  const { t } = useTranslation();
  const [able, setAble] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  useEffect(() => setAble(typeof window.PublicKeyCredential === 'function'), []);
  if (!able) return null;
  const press = async () => {
    setBusy(true);
    setMessage(null);
    const answer = await askPasskey(address, kind, extra?.() ?? {});
    setBusy(false);
    if (answer.message) setMessage(answer.message);
    else onDone(answer);
  };
  return (
    <div className="flex flex-col gap-3">
      <Button type="button" variant={variant} icon="lock" className="w-full" busy={busy} onClick={() => void press()}>
        {children}
      </Button>
      {message ? <Notice tone="error">{t(message)}</Notice> : null}
    </div>
  );
}
