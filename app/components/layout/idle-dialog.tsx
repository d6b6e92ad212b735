import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { formTokenHeader } from '~/platform/form-token';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Button, buttonClass } from '../ui/button';
import { Field } from '../ui/field';
import { PlainForm } from '../ui/form';
import { TextInput } from '../ui/text-input';

export interface IdleDialogProps {
  /** Until the session locks; 0: it is. */
  secondsLeft: number;
  onOpen: () => void;
}

const UNLOCK = '/resources/phien';

async function send(body: Record<string, string>): Promise<{ ok: boolean; status: number; detail: string }> {
  try {
    const response = await fetch(UNLOCK, {
      method: 'POST',
      headers: { accept: 'application/json', ...formTokenHeader() },
      body: new URLSearchParams(body),
    });
    const data = response.ok ? {} : ((await response.json().catch(() => ({}))) as { detail?: string });
    return { ok: response.ok, status: response.status, detail: data.detail ?? '' };
  } catch {
    return { ok: false, status: 0, detail: 'Chưa kết nối được. Đồng chí hãy kiểm tra mạng rồi thử lại.' };
  }
}

/** First a warning with one button, then the lock: nothing below can be read, and the password opens it where one was. */
export function IdleDialog({ secondsLeft, onOpen }: IdleDialogProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [left, setLeft] = useState(secondsLeft);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const locked = left <= 0;
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    const end = Date.now() + secondsLeft * 1000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000))), 500);
    return () => clearInterval(timer);
  }, [secondsLeft]);
  const ask = async (body: Record<string, string>) => {
    setBusy(true);
    const answer = await send(body);
    setBusy(false);
    if (answer.ok) return onOpen();
    if (answer.status === 401) return window.location.assign('/dang-nhap');
    // The server locked it first.
    if (answer.status === 403) setLeft(0);
    setError(answer.detail);
  };
  const unlock = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void ask({ password: String(new FormData(event.currentTarget).get('password') ?? '') });
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      data-idle={locked ? 'locked' : 'warning'}
      onCancel={(event) => event.preventDefault()}
      className={`m-auto w-[min(30rem,calc(100vw-2rem))] rounded-lg border border-line bg-surface p-5 text-ink shadow-card ${locked ? 'backdrop:bg-page' : 'backdrop:bg-black/50'}`}
    >
      {locked ? (
        <form onSubmit={unlock} className="flex flex-col gap-4">
          <h2 id={titleId}>{t('Phiên đang tạm khóa')}</h2>
          <p className="text-ink-2">
            {t('Đã lâu không có thao tác. Nhập mật khẩu để làm tiếp; những gì đồng chí đã nhập vẫn còn nguyên.')}
          </p>
          <Field label={t('Mật khẩu')} error={error || undefined} required>
            <TextInput name="password" type="password" autoComplete="current-password" autoFocus />
          </Field>
          <Button busy={busy}>{t('Mở khóa')}</Button>
          <button type="submit" form={`${titleId}-out`} className={buttonClass('quiet')}>
            {t('Đăng xuất')}
          </button>
        </form>
      ) : (
        <div className="flex flex-col gap-4">
          <h2 id={titleId}>{t('Đồng chí còn ở đó không?')}</h2>
          <p>{t('Phiên làm việc sẽ tạm khóa sau {{seconds}} giây vì đã lâu không có thao tác.', { seconds: left })}</p>
          {error ? <p className="text-danger">{t(error)}</p> : null}
          <Button type="button" busy={busy} onClick={() => void ask({})} autoFocus>
            {t('Tiếp tục phiên')}
          </Button>
        </div>
      )}
      <PlainForm id={`${titleId}-out`} method="post" action="/dang-xuat">
        {null}
      </PlainForm>
    </dialog>
  );
}
