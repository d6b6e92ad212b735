import { type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { PollHead } from '~/components/polls/poll-head';
import { PollResult } from '~/components/polls/poll-result';
import { useFreshList } from '~/components/questions/use-fresh-list';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Checkbox } from '~/components/ui/choice';
import { Confirm } from '~/components/ui/confirm';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { PageHeader } from '~/components/ui/page-header';
import { TextArea, TextInput } from '~/components/ui/text-input';
import { pollInput, pollOrderInput } from '~/modules/polls/input';
import { listManagedPolls } from '~/modules/polls/list-polls.server';
import { createPoll, orderPoll } from '~/modules/polls/manage-polls.server';
import type { PollView } from '~/modules/polls/schema';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Biểu quyết');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { session, polls } = await listManagedPolls(viewer, Number(params.id), context.services.db);
  const { sessionId: id, title, campaignCode, campaignTitle, broadcastId } = session;
  return { session: { id, title, campaignCode, campaignTitle, broadcastId }, polls };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId } = context;
  const sessionId = Number(params.id);
  await listManagedPolls(viewer, sessionId, services.db);
  const form = await request.formData();
  const back = () => redirect(`/quan-ly/buoi-hoc/${sessionId}/bieu-quyet`);
  if (form.has('order')) {
    return formAction(form, pollOrderInput, async ({ poll, order }) => {
      await orderPoll({ viewer, sessionId, poll, order, requestId }, services);
      return back();
    });
  }
  return formAction(form, pollInput, async (input) => {
    await createPoll({ viewer, sessionId, requestId, ...input }, services);
    return back();
  });
}

export default function ManagePollsPage() {
  const { t } = useTranslation();
  const { session, polls } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  useFreshList(session.broadcastId, ['polls']);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <Breadcrumbs
        items={[
          { label: session.campaignTitle, to: `/quan-ly/dot-hoc-tap/${session.campaignCode}` },
          { label: t('Biểu quyết') },
        ]}
      />
      <PageHeader eyebrow={session.title} title={t('Biểu quyết')} />
      {polls.map((poll) => (
        <Card key={poll.id}>
          <div className="flex flex-col gap-4">
            <PollHead poll={poll} />
            {poll.result ? (
              <PollResult options={poll.options} result={poll.result} />
            ) : (
              <ol className="list-decimal pl-6">
                {poll.options.map((option) => (
                  <li key={option}>{option}</li>
                ))}
              </ol>
            )}
            <Orders poll={poll} />
          </div>
        </Card>
      ))}
      <Card id="moi" title={t('Thêm cuộc biểu quyết')}>
        <NewPoll key={polls.length} result={result} />
      </Card>
    </div>
  );
}

function Orders({ poll }: { poll: PollView }) {
  const { t } = useTranslation();
  if (poll.state === 'CLOSED') return null;
  const form = (order: string, button: React.ReactNode) => (
    <Form method="post">
      <input type="hidden" name="poll" value={poll.id} />
      <input type="hidden" name="order" value={order} />
      {button}
    </Form>
  );
  if (poll.state === 'OPEN') {
    return (
      <Confirm trigger={t('Đóng biểu quyết')}>
        <p className="mb-3">
          {t('Sau khi đóng không nhận thêm phiếu và không mở lại được; kết quả hiện cho mọi người.')}
        </p>
        {form('close', <Button>{t('Đóng và công bố kết quả')}</Button>)}
      </Confirm>
    );
  }
  return (
    <div className="flex flex-wrap gap-3">
      {form('open', <Button>{t('Mở biểu quyết')}</Button>)}
      {form('remove', <Button variant="quiet">{t('Xóa')}</Button>)}
    </div>
  );
}

interface PollFields extends Record<string, unknown> {
  title: string;
  options: string;
  secret: string;
  quorumPercent: string;
}

function NewPoll({ result }: { result: SubmissionResult<string[]> | undefined }) {
  const { t } = useTranslation();
  const [form, fields] = useForm<PollFields>({ lastResult: result ?? null });
  return (
    <Form method="post" id={form.id} noValidate className="flex flex-col gap-5">
      <FormErrors errors={form.errors} />
      <Field id={fields.title.id} label={t('Nội dung biểu quyết')} error={fields.title.errors} required>
        <TextInput key={fields.title.key} name="title" maxLength={500} defaultValue={fields.title.initialValue} />
      </Field>
      <Field
        id={fields.options.id}
        label={t('Các phương án')}
        hint={t('Mỗi dòng một phương án, từ 2 đến 10.')}
        error={fields.options.errors}
        required
      >
        <TextArea
          key={fields.options.key}
          name="options"
          rows={4}
          defaultValue={
            fields.options.initialValue ?? `${t('Tán thành')}\n${t('Không tán thành')}\n${t('Ý kiến khác')}`
          }
        />
      </Field>
      <Field
        id={fields.quorumPercent.id}
        label={t('Tỷ lệ tham gia tối thiểu (%)')}
        error={fields.quorumPercent.errors}
        required
      >
        <TextInput
          key={fields.quorumPercent.key}
          name="quorumPercent"
          inputMode="numeric"
          className="max-w-32"
          defaultValue={fields.quorumPercent.initialValue ?? '50'}
        />
      </Field>
      <Checkbox
        name="secret"
        label={t('Bỏ phiếu kín')}
        hint={t(
          'Không ai, kể cả quản trị, xem được phiếu nào là của ai; mỗi người tự kiểm tra được phiếu của mình đã được đếm.',
        )}
        defaultChecked={fields.secret.initialValue === 'on'}
      />
      <div>
        <Button>{t('Thêm')}</Button>
      </div>
    </Form>
  );
}
