import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { REQUEST_TONES, RequestWords } from '~/components/privacy/my-requests';
import { Badge } from '~/components/ui/badge';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { ChoiceGroup, Radio } from '~/components/ui/choice';
import { DescriptionList } from '~/components/ui/description-list';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { TextArea } from '~/components/ui/text-input';
import { can } from '~/modules/accounts/access';
import { noteRead } from '~/modules/audit/note-read.server';
import { answerRequest } from '~/modules/privacy/answer-request.server';
import { answerInput } from '~/modules/privacy/input';
import { getRequest } from '~/modules/privacy/list-requests.server';
import { isOpenState, REQUEST_KIND_NAMES, REQUEST_STATE_NAMES } from '~/modules/privacy/schema';
import { notFound } from '~/platform/errors';
import { formAction } from '~/platform/form-action';
import { formatDay } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Yêu cầu về dữ liệu cá nhân');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { unitPath, accountId, ...rest } = await getRequest({ viewer, requestId: Number(params.id) }, context.services);
  if (accountId !== viewer.accountId)
    await noteRead(context.services, {
      ...{ viewer, action: 'privacy.list', targetType: 'DataRequest', targetId: rest.id },
      ...{ memberIds: rest.memberId === null ? [] : [rest.memberId], data: { count: 1, page: 1 } },
    });
  return {
    request: rest,
    own: accountId === viewer.accountId,
    mayHandle: can(viewer, 'privacy.handle', unitPath),
    seesMember: rest.memberId !== null && can(viewer, 'member.view', unitPath),
    timeZone: viewer.timeZone,
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const requestId = Number(params.id);
  // Whose request this is comes first: a wrong form tells a stranger nothing.
  const { unitPath } = await getRequest({ viewer, requestId }, context.services);
  if (!can(viewer, 'privacy.handle', unitPath)) throw notFound();
  return formAction(await request.formData(), answerInput, async (input) => {
    await answerRequest({ viewer, requestId, input }, context.services);
    return redirect('/quan-ly/yeu-cau-du-lieu?da-luu');
  });
}

export default function DataRequestPage() {
  const { t, i18n } = useTranslation();
  const { request, own, mayHandle, seesMember, timeZone } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>() as SubmissionResult<string[]> | undefined;
  const open = isOpenState(request.state);
  return (
    <div className="flex flex-col gap-5">
      <Breadcrumbs
        items={[
          { label: t('Yêu cầu về dữ liệu cá nhân'), to: '/quan-ly/yeu-cau-du-lieu' },
          { label: request.displayName },
        ]}
      />
      <PageHeader
        eyebrow={request.unitName}
        title={t(REQUEST_KIND_NAMES[request.kind])}
        actions={<Badge tone={REQUEST_TONES[request.state]}>{t(REQUEST_STATE_NAMES[request.state])}</Badge>}
      />
      <Card title={request.displayName}>
        <RequestWords request={request} />
        <div className="mt-4">
          <DescriptionList
            items={[
              { term: t('Gửi lúc'), value: formatWithClock(request.receivedAt, timeZone, i18n.language) },
              { term: t('Hạn trả lời'), value: formatDay(request.answerBy) },
              { term: t('Hạn giải quyết xong'), value: formatDay(request.finishBy) },
              { term: t('Người giải quyết'), value: request.handledByName },
              ...(request.answer
                ? [{ term: t('Câu trả lời'), value: <span className="whitespace-pre-line">{request.answer}</span> }]
                : []),
            ]}
          />
        </div>
        {seesMember ? (
          <div className="mt-4">
            <LinkButton variant="secondary" to={`/quan-ly/dang-vien/${request.memberId}`}>
              {t('Mở trang đảng viên')}
            </LinkButton>
          </div>
        ) : null}
      </Card>
      {open && own ? (
        <Notice>
          {t('Đây là yêu cầu của chính đồng chí nên phải do người khác giải quyết. Hãy nhờ quản trị hoặc cấp trên.')}
        </Notice>
      ) : open && mayHandle ? (
        <AnswerForm result={result} correctable={Object.keys(request.proposal).length > 0} />
      ) : null}
    </div>
  );
}

function AnswerForm({ result, correctable }: { result: SubmissionResult<string[]> | undefined; correctable: boolean }) {
  const { t } = useTranslation();
  const [form, fields] = useForm<{ order: string; answer: string }>({
    lastResult: result ?? null,
    defaultValue: { order: correctable ? 'approve' : 'answer' },
  });
  const orders = [
    ...(correctable ? [['approve', t('Đồng ý sửa'), t('Hệ thống sửa ngay thông tin đảng viên như đã đề nghị.')]] : []),
    ['answer', t('Trả lời, còn tiếp tục giải quyết'), t('Dùng khi cần thêm thời gian để xác minh.')],
    ['finish', t('Đã giải quyết xong'), t('Việc đã làm xong, hoặc câu trả lời là đủ.')],
    ['refuse', t('Không thực hiện được'), t('Nói rõ lý do và căn cứ.')],
  ] as const;
  return (
    <Card title={t('Trả lời')}>
      <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-5">
        <FormErrors errors={form.errors} id={form.errorId} />
        <ChoiceGroup legend={t('Cách giải quyết')} error={fields.order.errors}>
          {orders.map(([value, label, hint]) => (
            <Radio
              key={value}
              name="order"
              value={value}
              label={label}
              hint={hint}
              defaultChecked={fields.order.initialValue === value}
            />
          ))}
        </ChoiceGroup>
        <Field
          id={fields.answer.id}
          label={t('Câu trả lời và lý do')}
          hint={t('Người gửi đọc câu này ở trang “Dữ liệu của tôi”.')}
          error={fields.answer.errors}
          required
        >
          <TextArea key={fields.answer.key} name="answer" maxLength={2_000} defaultValue={fields.answer.initialValue} />
        </Field>
        <div>
          <Button>{t('Gửi câu trả lời')}</Button>
        </div>
      </Form>
    </Card>
  );
}
