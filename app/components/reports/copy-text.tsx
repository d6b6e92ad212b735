import { useEffect, useId, useState } from 'react';
import { useTranslation } from '~/platform/i18n/use-translation';
import { buttonClass } from '../ui/button';
import { controlClass } from '../ui/text-input';

interface Props {
  label: string;
  text: string;
}

/** A text to take elsewhere: a field to select from, and with script a button that copies it. */
export function CopyText({ label, text }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);
  // The clipboard needs a secure page; without it the field is there to select from.
  const [able, setAble] = useState(false);
  useEffect(() => setAble(Boolean(navigator.clipboard)), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('yes');
    } catch {
      setCopied('no');
    }
  };
  return (
    <div className="no-print mt-4 flex flex-col gap-2 border-t border-line pt-4">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <textarea
        id={id}
        readOnly
        rows={Math.min(10, text.split('\n').length + 2)}
        value={text}
        className={controlClass}
      />
      {able ? (
        <div className="flex flex-wrap items-center gap-3">
          <button type="button" className={buttonClass('secondary')} onClick={copy}>
            {t('Chép nội dung')}
          </button>
          <span role="status" className="text-ink-2">
            {copied === 'yes' ? t('Đã chép. Đồng chí dán vào Zalo hoặc tin nhắn.') : null}
            {copied === 'no' ? t('Chưa chép được. Đồng chí bấm giữ vào nội dung ở trên để chọn và chép.') : null}
          </span>
        </div>
      ) : null}
    </div>
  );
}
