import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Confirm } from '~/components/ui/confirm';
import { DescriptionList } from '~/components/ui/description-list';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { SLOT_NAMES, STREAM_SLOTS, type StreamSlot } from '~/modules/broadcasts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, HANOI, type Language } from '~/platform/time';

interface Props {
  /** rtmp://HOST:PORT/live */
  address: string;
  keys: { slot: StreamSlot; hint: string; createdAt: string }[];
  /** A key just made: shown this once. */
  fresh: { slot: StreamSlot; key: string } | null;
  /** Nothing can be changed any more. */
  over: boolean;
}

/** Where the encoder pushes to, with which key, and what it must be set to. */
export function EncoderSettings({ address, keys, fresh, over }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <Card id="bo-ma-hoa" title={t('Bộ mã hóa')}>
      <DescriptionList
        items={[
          { term: t('Địa chỉ máy chủ'), value: <code className="break-all select-all">{address}</code> },
          { term: t('Mã hóa hình'), value: t('H.264, 1280 × 720, 30 khung hình mỗi giây, 2.500 kbit/giây') },
          { term: t('Khoảng cách khung hình chính'), value: t('2 giây (keyframe interval)') },
          { term: t('Mã hóa tiếng'), value: t('AAC, 48 kHz, 128 kbit/giây') },
        ]}
      />
      <div className="mt-5 flex flex-col gap-5">
        {STREAM_SLOTS.map((slot) => {
          const key = keys.find((one) => one.slot === slot);
          return (
            <section key={slot} aria-label={t(SLOT_NAMES[slot])} className="border-t border-line pt-4">
              <h3 className="text-base font-semibold">{t(SLOT_NAMES[slot])}</h3>
              {fresh?.slot === slot ? (
                <div className="my-3">
                  <Notice tone="success" title={t('Khóa luồng mới, chỉ hiện một lần này')}>
                    <p>
                      <code data-stream-key className="text-lg break-all select-all">
                        {fresh.key}
                      </code>
                    </p>
                    <p>
                      {t(
                        'Đồng chí chép ngay vào ô khóa luồng (stream key) của bộ mã hóa. Ai có khóa này đều phát được.',
                      )}
                    </p>
                  </Notice>
                </div>
              ) : (
                <p className="mb-3 text-ink-2">
                  {key
                    ? t('Khóa có đuôi {{hint}}, tạo lúc {{time}}', {
                        hint: key.hint,
                        time: formatWithClock(new Date(key.createdAt), HANOI, i18n.language as Language),
                      })
                    : slot === 'PRIMARY'
                      ? t('Chưa có khóa.')
                      : t('Chưa có khóa. Nên có nếu có bộ mã hóa thứ hai: tự thay khi luồng chính đứt quá 5 giây.')}
                </p>
              )}
              {over ? null : key ? (
                <div className="flex flex-col gap-3">
                  <Confirm trigger={t('Đổi khóa')}>
                    <KeyForm
                      {...{ slot }}
                      intent="rotate"
                      label={t('Tạo khóa mới')}
                      question={t('Khóa cũ hết hiệu lực ngay, bộ mã hóa đang dùng nó bị ngắt.')}
                    />
                  </Confirm>
                  <Confirm trigger={t('Thu hồi khóa')} variant="danger">
                    <KeyForm
                      {...{ slot }}
                      intent="revoke"
                      label={t('Thu hồi')}
                      question={t('Không ai phát được vào luồng này cho tới khi có khóa mới.')}
                    />
                  </Confirm>
                </div>
              ) : (
                <KeyForm {...{ slot }} intent="rotate" label={t('Tạo khóa')} question={null} />
              )}
            </section>
          );
        })}
      </div>
    </Card>
  );
}

interface KeyFormProps {
  slot: StreamSlot;
  intent: 'rotate' | 'revoke';
  label: string;
  question: string | null;
}

function KeyForm({ slot, intent, label, question }: KeyFormProps) {
  return (
    <Form method="post" className="flex flex-col items-start gap-3">
      {question ? <p>{question}</p> : null}
      <input type="hidden" name="slot" value={slot} />
      <Button name="intent" value={intent} variant={intent === 'revoke' ? 'danger' : 'secondary'}>
        {label}
      </Button>
    </Form>
  );
}
