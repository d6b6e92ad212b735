import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { TextArea } from '~/components/ui/text-input';
import type { AgendaPoint, BroadcastState } from '~/modules/broadcasts/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatInZone, HANOI } from '~/platform/time';

interface Props {
  agenda: AgendaPoint[];
  agendaItemId: number | null;
  state: BroadcastState;
  /** What was entered and not taken. */
  entered?: string | undefined;
}

/** The agenda: written beforehand, pressed point by point while on air; the presses become the recording's chapters. */
export function OperatorAgenda({ agenda, agendaItemId, state, entered }: Props) {
  const { t } = useTranslation();
  const over = state === 'ENDED' || state === 'PUBLISHED';
  const lines = entered ?? agenda.map(({ title }) => title).join('\n');
  const form = (
    <Form method="post" className="flex flex-col items-start gap-3">
      <Field
        label={t('Các mục chương trình')}
        hint={t('Mỗi dòng một mục. Mục giữ nguyên chữ thì giữ nguyên thời điểm đã đánh dấu.')}
        className="w-full"
      >
        <TextArea name="agenda" rows={6} defaultValue={lines} key={lines} />
      </Field>
      <Button name="intent" value="agenda" variant="secondary">
        {t('Lưu chương trình')}
      </Button>
    </Form>
  );
  return (
    <Card id="chuong-trinh" title={t('Chương trình')}>
      {agenda.length > 0 ? (
        <ol className="mb-4 divide-y divide-line">
          {agenda.map((item) => (
            <li key={item.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
              <span className="min-w-0 grow basis-48">
                {item.id === agendaItemId ? <span className="font-semibold">{item.title}</span> : item.title}
                {item.reachedAt ? (
                  <span className="block text-sm text-ink-2">
                    {t('Bắt đầu lúc {{time}}, giờ Hà Nội', {
                      time: formatInZone(new Date(item.reachedAt), HANOI, 'time'),
                    })}
                  </span>
                ) : null}
              </span>
              {item.id === agendaItemId ? <Badge tone="info">{t('đang tới')}</Badge> : null}
              {state === 'ON_AIR' ? (
                <Form method="post">
                  <input type="hidden" name="itemId" value={item.id} />
                  <Button name="intent" value="reach" variant={item.reachedAt ? 'quiet' : 'secondary'}>
                    {item.reachedAt ? t('Đánh dấu lại') : t('Chuyển sang mục này')}
                    <span className="sr-only">: {item.title}</span>
                  </Button>
                </Form>
              ) : null}
            </li>
          ))}
        </ol>
      ) : (
        <p className="mb-3 text-ink-2">{t('Chưa có chương trình. Các mục sẽ thành mốc để tua trong bản ghi.')}</p>
      )}
      {over ? null : agenda.length > 0 ? (
        <details>
          <summary className="inline-flex min-h-11 items-center underline">{t('Sửa chương trình')}</summary>
          <div className="mt-2">{form}</div>
        </details>
      ) : (
        form
      )}
    </Card>
  );
}
