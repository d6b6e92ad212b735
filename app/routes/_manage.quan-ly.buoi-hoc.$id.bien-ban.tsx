import { type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { MinutesFacts } from '~/components/reports/minutes-facts';
import { MinutesFields } from '~/components/reports/minutes-fields';
import { Breadcrumbs } from '~/components/ui/breadcrumbs';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Confirm } from '~/components/ui/confirm';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { PageHeader } from '~/components/ui/page-header';
import { can } from '~/modules/accounts/access';
import { getMinutes, type MinutesDraft, requireMinutes } from '~/modules/reports/minutes/get-minutes.server';
import {
  finaliseMinutesInput,
  type MinutesFields as MinutesFieldValues,
  saveMinutesInput,
} from '~/modules/reports/minutes/input';
import { finaliseMinutes, saveMinutes } from '~/modules/reports/minutes/write-minutes.server';
import { formAction } from '~/platform/form-action';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { formatWithClock, HANOI, type Language } from '~/platform/time';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Biên bản buổi học');

/** The minutes of a session: what is known of it, what people write, and the versions that were finalised. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db, clock } = context.services;
  const page = await getMinutes(viewer, Number(params.id), clock.now(), db);
  const { sessionId: id, title, campaignCode, campaignTitle, unitPath } = page.session;
  const { venues, questions, polls, attendance, begunAt, endedAt, agenda, takenAt } = page.facts;
  return {
    session: { id, title, campaignCode, campaignTitle },
    mayWrite: can(viewer, 'minutes.write', unitPath),
    mayViewCampaign: can(viewer, 'campaign.view', unitPath),
    draft: page.draft,
    versions: page.versions,
    facts: {
      ...{ attendance, begunAt, endedAt, takenAt, agenda: agenda.length, venues: venues.length, polls: polls.length },
      ...{ questions: questions.length, answered: questions.filter((question) => question.answer !== null).length },
    },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId } = context;
  const sessionId = Number(params.id);
  // Whose page this is comes first: a wrong form tells a stranger nothing.
  await requireMinutes(viewer, 'minutes.write', sessionId, services.db);
  const form = await request.formData();
  const back = () => redirect(`/quan-ly/buoi-hoc/${sessionId}/bien-ban`);
  if (form.get('order') === 'finalise') {
    return formAction(form, finaliseMinutesInput, async ({ revision }) => {
      await finaliseMinutes({ viewer, sessionId, revision, requestId }, services);
      return back();
    });
  }
  return formAction(form, saveMinutesInput, async ({ revision, ...fields }) => {
    await saveMinutes({ viewer, sessionId, revision, fields, requestId }, services);
    return back();
  });
}

export default function MinutesPage() {
  const { t, i18n } = useTranslation();
  const { session, facts, draft, versions, mayWrite, mayViewCampaign } = useLoaderData<typeof loader>();
  const result = useActionData<SubmissionResult<string[]>>();
  const when = (at: Date) => formatWithClock(at, HANOI, i18n.language as Language);
  const file = (version: number) => `/quan-ly/buoi-hoc/${session.id}/bien-ban.docx?ban=${version}`;
  const saved = draft.savedAt !== null;
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <Breadcrumbs
        items={[
          mayViewCampaign
            ? { label: session.campaignTitle, to: `/quan-ly/dot-hoc-tap/${session.campaignCode}/buoi-hoc` }
            : { label: session.campaignTitle },
          { label: t('Biên bản buổi học') },
        ]}
      />
      <PageHeader eyebrow={session.title} title={t('Biên bản buổi học')} />
      {versions.length > 0 ? (
        <Card title={t('Biên bản đã chốt')} id="da-chot" emphasis>
          <ul className="divide-y divide-line">
            {versions.map((one) => (
              <li key={one.version} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
                <LinkButton to={file(one.version)} variant="secondary" icon="download" reloadDocument>
                  {t('Bản {{version}} (DOCX)', { version: one.version })}
                </LinkButton>
                <span className="min-w-0 grow basis-72 text-ink-2">
                  {t('Chốt lúc {{at}} bởi {{name}}. Nội dung và số liệu không thay đổi nữa.', {
                    at: when(one.finalisedAt),
                    name: one.finalisedByName,
                  })}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <Card title={t('Phần do hệ thống ghi nhận')} id="so-lieu">
        <MinutesFacts facts={facts} />
      </Card>
      {mayWrite ? (
        <Card
          id="noi-dung"
          title={
            versions.length > 0
              ? t('Lập bản {{version}} (thay bản đã chốt)', { version: draft.version })
              : t('Phần do đồng chí ghi')
          }
        >
          {/* A save by anybody begins a new form. */}
          <MinutesForm key={draft.revision} draft={draft} result={result} file={file(draft.version)} />
          {saved ? (
            <div className="mt-5 border-t border-line pt-5">
              <Confirm trigger={t('Chốt biên bản')} variant="secondary">
                <Form method="post" className="flex flex-col gap-3">
                  <p>
                    {t(
                      'Bản đã lưu gần nhất và số liệu lúc này được giữ nguyên, không sửa được nữa. Cần sửa thì lập bản sau.',
                    )}
                  </p>
                  <input type="hidden" name="order" value="finalise" />
                  <input type="hidden" name="revision" value={draft.revision} />
                  <div>
                    <Button>{t('Xác nhận chốt')}</Button>
                  </div>
                </Form>
              </Confirm>
            </div>
          ) : null}
        </Card>
      ) : versions.length === 0 ? (
        <Notice tone="info">{t('Ban tổ chức chưa chốt biên bản của buổi học này.')}</Notice>
      ) : null}
    </div>
  );
}

interface FormProps {
  draft: Pick<MinutesDraft, 'revision' | 'fields' | 'savedAt' | 'savedByName'>;
  result: SubmissionResult<string[]> | undefined;
  /** Address of the draft as DOCX. */
  file: string;
}

function MinutesForm({ draft, result, file }: FormProps) {
  const { t, i18n } = useTranslation();
  const [form, fields] = useForm<MinutesFieldValues & { revision: string }>({
    lastResult: result ?? null,
    defaultValue: draft.fields,
  });
  return (
    <Form method="post" id={form.id} noValidate className="flex flex-col gap-5">
      <FormErrors errors={form.errors} />
      {draft.savedAt ? (
        <p className="text-ink-2">
          {t('Lưu lần cuối lúc {{at}} bởi {{name}}.', {
            at: formatWithClock(draft.savedAt, HANOI, i18n.language as Language),
            name: draft.savedByName,
          })}
        </p>
      ) : null}
      <input type="hidden" name="revision" value={draft.revision} />
      <MinutesFields fields={fields} />
      <div className="flex flex-wrap gap-3">
        <Button>{t('Lưu')}</Button>
        <LinkButton to={file} variant="secondary" icon="download" reloadDocument>
          {t('Tải dự thảo (DOCX)')}
        </LinkButton>
      </div>
    </Form>
  );
}
