import type { SubmissionResult } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { PollHead } from '~/components/polls/poll-head';
import { PollResult } from '~/components/polls/poll-result';
import { SecretVote } from '~/components/polls/secret-vote';
import { useFreshList } from '~/components/questions/use-fresh-list';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { ChoiceGroup, Radio } from '~/components/ui/choice';
import { EmptyState } from '~/components/ui/empty-state';
import { Form } from '~/components/ui/form';
import { castVote } from '~/modules/polls/cast-vote.server';
import { voteInput } from '~/modules/polls/input';
import { listSessionPolls } from '~/modules/polls/list-polls.server';
import type { PollView } from '~/modules/polls/schema';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Biểu quyết');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { session, polls } = await listSessionPolls(viewer, Number(params.id), context.services.db);
  const { sessionId: id, title, broadcastId } = session;
  return { session: { id, title, broadcastId }, polls };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  await listSessionPolls(viewer, Number(params.id), db);
  return formAction(await request.formData(), voteInput, async ({ poll, option }) => {
    await castVote({ viewer, poll, option }, { db });
    return redirect(`/buoi-hoc/${Number(params.id)}/bieu-quyet`);
  });
}

export default function PollsPage() {
  const { t } = useTranslation();
  const { session, polls } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  useFreshList(session.broadcastId, ['polls']);
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5">
      <div>
        <Breadcrumbs items={[{ label: session.title, to: `/buoi-hoc/${session.id}` }, { label: t('Biểu quyết') }]} />
        <h1>{t('Biểu quyết')}</h1>
      </div>
      <FormErrors errors={result?.error?.[''] ?? undefined} />
      {polls.length === 0 ? (
        <EmptyState title={t('Chưa có cuộc biểu quyết nào')}>
          {t('Khi ban tổ chức mở biểu quyết, nội dung hiện ở trang này.')}
        </EmptyState>
      ) : (
        polls.map((poll) => (
          <Card key={poll.id}>
            <div className="flex flex-col gap-4">
              <PollHead poll={poll} />
              {poll.result ? <PollResult options={poll.options} result={poll.result} /> : null}
              {poll.secret ? <SecretVote poll={poll} /> : <OpenVote poll={poll} />}
            </div>
          </Card>
        ))
      )}
    </div>
  );
}

/** An open vote is a plain form; it may be changed until the vote is closed. */
function OpenVote({ poll }: { poll: PollView }) {
  const { t } = useTranslation();
  if (!poll.mayVote) {
    return poll.myOption === null ? null : (
      <p className="text-ink-2">{t('Đồng chí đã chọn: {{option}}', { option: poll.options[poll.myOption] ?? '' })}</p>
    );
  }
  return (
    <Form method="post" className="flex flex-col gap-4">
      <input type="hidden" name="poll" value={poll.id} />
      <ChoiceGroup
        legend={t('Phương án')}
        hint={t('Biểu quyết công khai: ban tổ chức thấy đồng chí chọn gì. Có thể đổi đến khi đóng biểu quyết.')}
      >
        {poll.options.map((option, i) => (
          <Radio key={option} name="option" value={i} label={option} defaultChecked={poll.myOption === i} required />
        ))}
      </ChoiceGroup>
      <div>
        <Button>{poll.voted ? t('Đổi lựa chọn') : t('Biểu quyết')}</Button>
      </div>
    </Form>
  );
}
