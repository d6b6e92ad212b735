import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { CheckFields } from '~/components/campaigns/check-fields';
import { FormErrors } from '~/components/campaigns/form-errors';
import { QuizFields } from '~/components/campaigns/quiz-fields';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Checkbox } from '~/components/ui/choice';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { TextInput } from '~/components/ui/text-input';
import { getCampaignEditor } from '~/modules/campaigns/get-campaign-editor.server';
import { type FormText, rulesSchema } from '~/modules/campaigns/input';
import { lockDraft } from '~/modules/campaigns/lock-campaign.server';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { setRules } from '~/modules/campaigns/set-rules.server';
import { configureQuiz } from '~/modules/quizzes/configure-quiz.server';
import { listBanks } from '~/modules/quizzes/list-banks.server';
import { QuizSettingsForm } from '~/modules/quizzes/schema';
import { inTransaction } from '~/platform/db';
import { formAction } from '~/platform/form-action';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const campaign = await getCampaignEditor(id, db);
  const { state, quiz } = campaign;
  const { rows } = await listBanks({ viewer, search: '', page: 1, pageSize: 200 }, db);
  const banks = rows.map(({ code, title, autoMarked }) => ({ code, title, questions: autoMarked }));
  if (quiz && !banks.some((bank) => bank.code === quiz.bank.code)) banks.unshift({ ...quiz.bank, questions: 0 });
  return {
    state,
    rules: {
      coveragePercent: String(campaign.coverageThreshold / 100),
      quizRequired: campaign.quizRequired ? 'on' : '',
      presenceChecks: String(campaign.presenceChecks),
      presenceChecksNeeded: String(campaign.presenceChecksNeeded),
    },
    banks,
    quiz: {
      bankCode: quiz?.bank.code ?? banks[0]?.code ?? '',
      questionCount: String(quiz?.questionCount ?? 10),
      minutes: String(quiz?.minutes ?? 15),
      attempts: String(quiz?.attempts ?? 2),
      passPercent: String((quiz?.passMark ?? 7000) / 100),
      afterCoverage: (quiz?.afterCoverage ?? true) ? 'on' : '',
    },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { id, code } = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const form = await request.formData();
  const saved = () => redirect(`/quan-ly/dot-hoc-tap/${code}/quy-tac?da-luu=1`);
  if (form.get('form') === 'quiz') {
    return formAction(form, QuizSettingsForm, async (settings) => {
      await inTransaction(db, async (tx) => {
        await lockDraft(id, tx);
        await configureQuiz({ campaignId: id, settings, actor: viewer }, tx);
      });
      return saved();
    });
  }
  return formAction(form, rulesSchema, async (rules) => {
    await setRules({ campaignId: id, rules, actor: viewer }, db);
    return saved();
  });
}

export default function CampaignRules() {
  const { t } = useTranslation();
  const { state, rules, banks, quiz } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const ofQuiz = result?.initialValue?.form === 'quiz';
  const [form, fields] = useForm<FormText<typeof rulesSchema>>({
    id: 'quy-tac',
    lastResult: ofQuiz ? undefined : result,
    defaultValue: rules,
  });
  const [quizForm, quizFields] = useForm<typeof quiz>({
    id: 'trac-nghiem',
    lastResult: ofQuiz ? result : undefined,
    defaultValue: quiz,
  });
  const draft = state === 'DRAFT';
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      {draft ? null : <Notice>{t('Đợt học tập đã mở nên quy tắc không thay đổi được nữa.')}</Notice>}
      <Card title={t('Khi nào được tính là đã học')}>
        <Form method="post" {...getFormProps(form)} noValidate>
          <fieldset disabled={!draft} className="flex flex-col gap-5">
            <FormErrors errors={form.errors} id={form.errorId} />
            <Field
              label={t('Phải theo dõi ít nhất (% thời lượng mỗi buổi)')}
              hint={t('Xem lại cùng một đoạn chỉ tính một lần.')}
              error={fields.coveragePercent.errors}
              id={fields.coveragePercent.id}
              required
            >
              <TextInput
                key={fields.coveragePercent.key}
                name="coveragePercent"
                inputMode="numeric"
                className="max-w-32"
                defaultValue={fields.coveragePercent.initialValue}
              />
            </Field>
            <Checkbox
              key={fields.quizRequired.key}
              id={fields.quizRequired.id}
              name="quizRequired"
              defaultChecked={fields.quizRequired.initialValue === 'on'}
              label={t('Phải đạt bài trắc nghiệm')}
            />
            <CheckFields fields={fields} />
            {draft ? (
              <div>
                <Button>{t('Lưu quy tắc')}</Button>
              </div>
            ) : null}
          </fieldset>
        </Form>
      </Card>
      <Card title={t('Bài trắc nghiệm')}>
        {banks.length === 0 ? (
          <div className="flex flex-col items-start gap-3">
            <p>{t('Chưa có ngân hàng câu hỏi. Đồng chí nhập ngân hàng trước rồi quay lại trang này.')}</p>
            <LinkButton to="/quan-ly/ngan-hang-cau-hoi" variant="secondary">
              {t('Ngân hàng câu hỏi')}
            </LinkButton>
          </div>
        ) : (
          <Form method="post" {...getFormProps(quizForm)} noValidate>
            <input type="hidden" name="form" value="quiz" />
            <fieldset disabled={!draft} className="flex flex-col gap-5">
              <FormErrors errors={quizForm.errors} id={quizForm.errorId} />
              <QuizFields fields={quizFields} banks={banks} />
              {draft ? (
                <div>
                  <Button>{t('Lưu bài trắc nghiệm')}</Button>
                </div>
              ) : null}
            </fieldset>
          </Form>
        )}
      </Card>
    </div>
  );
}
