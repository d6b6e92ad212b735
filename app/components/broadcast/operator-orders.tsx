import { useNavigation } from '@remix-run/react';
import { Button, type ButtonVariant } from '~/components/ui/button';
import { Confirm } from '~/components/ui/confirm';
import { Form } from '~/components/ui/form';
import { type BroadcastOrder, ordersIn } from '~/modules/broadcasts/broadcast-state';
import type { BroadcastState } from '~/modules/broadcasts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

interface Props {
  state: BroadcastState;
  /** Pictures arrive: the broadcast can go on air. */
  streaming: boolean;
}

/** The orders that make sense now; those that everybody notices are asked again. */
export function OperatorOrders({ state, streaming }: Props) {
  const { t } = useTranslation();
  const words: Record<BroadcastOrder, { label: string; question: string | null; variant: ButtonVariant }> = {
    'open-lobby': {
      label: t('Mở phòng chờ'),
      question: null,
      variant: 'secondary',
    },
    'go-on-air': {
      label: t('Bắt đầu phát'),
      question: t('Mọi đảng viên và điểm cầu sẽ thấy hình ngay. Bản ghi bắt đầu từ lúc này.'),
      variant: 'primary',
    },
    pause: {
      label: t('Tạm dừng'),
      question: t('Người xem thấy thông báo tạm dừng; phần tạm dừng không nằm trong bản ghi và không tính giờ học.'),
      variant: 'secondary',
    },
    resume: { label: t('Phát tiếp'), question: null, variant: 'primary' },
    end: {
      label: t('Kết thúc buổi phát'),
      question: t('Buổi phát kết thúc hẳn, không phát lại được. Bản ghi có ngay sau ít giây.'),
      variant: 'danger',
    },
    cancel: {
      label: t('Hủy buổi phát'),
      question: t('Buổi phát bị hủy, khóa luồng không dùng được nữa. Đồng chí có thể lên lịch lại.'),
      variant: 'danger',
    },
  };
  return (
    <div className="flex flex-col gap-3">
      {ordersIn(state).map((order) => {
        const { label, question, variant } = words[order];
        const button = <OrderButton key={order} {...{ order, label, variant }} />;
        return question === null ? (
          <Form key={order} method="post">
            {button}
          </Form>
        ) : (
          <Confirm key={order} trigger={label} variant={variant}>
            <Form method="post" className="flex flex-col gap-3">
              <p>{question}</p>
              {order === 'go-on-air' && !streaming ? (
                <p className="font-semibold text-danger">
                  {t('Chưa nhận được hình từ bộ mã hóa nên chưa bắt đầu được.')}
                </p>
              ) : null}
              <OrderButton {...{ order, variant }} label={t('Đồng ý: {{label}}', { label: label.toLowerCase() })} />
            </Form>
          </Confirm>
        );
      })}
    </div>
  );
}

function OrderButton({ order, label, variant }: { order: BroadcastOrder; label: string; variant: ButtonVariant }) {
  const navigation = useNavigation();
  const busy = navigation.state !== 'idle' && navigation.formData?.get('order') === order;
  return (
    <>
      <input type="hidden" name="intent" value="order" />
      <input type="hidden" name="order" value={order} />
      <Button variant={variant} busy={busy} className="w-full sm:w-auto">
        {label}
      </Button>
    </>
  );
}
