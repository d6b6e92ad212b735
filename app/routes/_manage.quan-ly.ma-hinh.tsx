import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { DescriptionList } from '~/components/ui/description-list';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { PageHeader } from '~/components/ui/page-header';
import { TextInput } from '~/components/ui/text-input';
import { requireAnywhere } from '~/modules/accounts/access';
import { readWatermark } from '~/modules/media/watermark';
import { findMarkHolders } from '~/modules/quarantine/find-mark-holders.server';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI, type Language } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Tra mã trên hình');

export async function loader({ context, request }: LoaderFunctionArgs) {
  requireAnywhere(requireViewer(context, request), 'audit.view');
  return { language: context.language };
}

/** A post, not an address: a code names a person to whoever may look it up, and addresses end up in logs and histories. */
export async function action({ context, request }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'audit.view');
  const typed = String((await request.formData()).get('ma') ?? '').slice(0, 40);
  const mark = readWatermark(typed);
  if (!mark)
    return { typed, error: 'Mã gồm tám chữ số và chữ cái, ví dụ 7K2M 9QXA. Đồng chí hãy xem lại hình.', holders: null };
  return { typed, error: null, holders: await findMarkHolders(viewer, mark, context.services.db) };
}

export default function WatermarkPage() {
  const { t } = useTranslation();
  const { language } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const when = (iso: string) => formatWithClock(new Date(iso), HANOI, language as Language);
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeader
        title={t('Tra mã trên hình')}
        lead={t(
          'Trên hình bài giảng luôn có một mã tám ký tự. Nhập mã đọc được trên ảnh hoặc đoạn quay lại màn hình để biết mã hiện cho ai, ở buổi học nào, ngày nào. Mỗi lần tra được ghi nhật ký.',
        )}
      />
      <Card>
        <Form method="post" className="flex flex-wrap items-end gap-3">
          <Field label={t('Mã trên hình')} error={answer?.error ? t(answer.error) : null} required className="min-w-0">
            <TextInput
              name="ma"
              defaultValue={answer?.typed}
              maxLength={40}
              autoComplete="off"
              spellCheck={false}
              className="tabular uppercase"
            />
          </Field>
          <Button>{t('Tra mã')}</Button>
        </Form>
      </Card>
      {answer?.holders?.length === 0 ? (
        <EmptyState icon="search" title={t('Không có ai ứng với mã này')}>
          {t('Mã có thể đọc chưa đúng, ghi chép đã hết hạn lưu, hoặc người xem không thuộc phạm vi đồng chí kiểm tra.')}
        </EmptyState>
      ) : null}
      {answer?.holders?.map((holder) => (
        <Card
          key={`${holder.accountId}-${holder.venueName}-${holder.sessionId}`}
          title={
            holder.venueName
              ? t('Màn hình điểm cầu {{name}}', { name: holder.venueName })
              : (holder.name ?? t('Tài khoản đã xóa'))
          }
        >
          <DescriptionList
            items={[
              ...(holder.venueName ? [] : [{ term: t('Tên đăng nhập'), value: holder.username ?? '–' }]),
              ...(holder.unitName ? [{ term: t('Chi bộ'), value: holder.unitName }] : []),
              { term: t('Buổi học'), value: holder.sessionTitle ?? '–' },
              { term: t('Xin khóa lần đầu'), value: when(holder.firstAt) },
              { term: t('Lần cuối'), value: when(holder.lastAt) },
              { term: t('Số thiết bị'), value: String(holder.devices) },
            ]}
          />
        </Card>
      ))}
    </div>
  );
}
