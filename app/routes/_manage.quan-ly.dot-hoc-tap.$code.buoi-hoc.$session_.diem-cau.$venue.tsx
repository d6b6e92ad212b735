import { getFormProps, type SubmissionResult, useForm } from '@conform-to/react';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { FormErrors } from '~/components/campaigns/form-errors';
import { ZoneSelect } from '~/components/campaigns/zone-select';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Confirm } from '~/components/ui/confirm';
import { Field } from '~/components/ui/field';
import { Form } from '~/components/ui/form';
import { Picker } from '~/components/ui/picker';
import { TextInput } from '~/components/ui/text-input';
import type { FormText } from '~/modules/campaigns/input';
import { findChosen } from '~/modules/venues/find-choices.server';
import { findManagedSession, pathId } from '~/modules/venues/find-session.server';
import { getVenueEditor } from '~/modules/venues/get-venue-editor.server';
import { venueSchema } from '~/modules/venues/input';
import { removeVenue } from '~/modules/venues/remove-venue.server';
import { saveVenue, VENUE_ERROR_FIELDS } from '~/modules/venues/save-venue.server';
import { errorText, isAppError } from '~/platform/errors';
import { formAction } from '~/platform/form-action';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

const venueId = (text: string | undefined) => (text === 'moi' ? undefined : pathId(text));

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const { campaign, session } = await findManagedSession(
    { viewer, code: params.code ?? '', sessionId: params.session },
    db,
  );
  const id = venueId(params.venue);
  const venue = id === undefined ? null : await getVenueEditor({ sessionId: session.id, venueId: id }, db);
  const unit = await db.unit.findUniqueOrThrow({ where: { id: campaign.unitId }, select: { timeZone: true } });
  const chosen = { units: [...(venue ? [venue.host] : []), ...(venue?.units ?? [])], clerks: venue?.clerks ?? [] };
  return {
    code: campaign.code,
    known: await findChosen(chosen, db),
    base: `/quan-ly/dot-hoc-tap/${campaign.code}/buoi-hoc/${session.id}/diem-cau`,
    isNew: venue === null,
    removable: venue !== null && !venue.used,
    values: {
      ...{ name: venue?.name ?? '', place: venue?.place ?? '', timeZone: venue?.timeZone ?? unit.timeZone },
      ...{ host: venue?.host ?? '', units: venue?.units.join('\n') ?? '', clerks: venue?.clerks.join('\n') ?? '' },
    },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { services, requestId, address } = context;
  const { campaign, session } = await findManagedSession(
    { viewer, code: params.code ?? '', sessionId: params.session },
    services.db,
  );
  const id = venueId(params.venue);
  const by = { viewer, campaign, sessionId: session.id, requestId, address };
  const base = `/quan-ly/dot-hoc-tap/${campaign.code}/buoi-hoc/${session.id}/diem-cau`;
  const form = await request.formData();
  if (form.get('intent') === 'remove' && id !== undefined) {
    try {
      await removeVenue({ ...by, venueId: id }, services.db);
      return redirect(`${base}?da-bo=1`);
    } catch (error) {
      if (!isAppError(error) || error.kind === 'not-found') throw error;
      const said: SubmissionResult<string[]> = { status: 'error', error: { '': [errorText(error)] } };
      return data(said, { status: error.status });
    }
  }
  form.delete('intent');
  return formAction(
    form,
    venueSchema,
    async (input) => {
      await saveVenue({ ...by, actor: viewer, venueId: id, input }, services.db);
      return redirect(`${base}?da-luu=1`);
    },
    VENUE_ERROR_FIELDS,
  );
}

export default function EditVenue() {
  const { t } = useTranslation();
  const { code, base, isNew, removable, values, known } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>() as SubmissionResult<string[]> | undefined;
  const [form, fields] = useForm<FormText<typeof venueSchema>>({ id: 'diem-cau', lastResult, defaultValue: values });
  const { name, place, timeZone, host, units, clerks } = fields;
  return (
    <Card className="max-w-3xl" title={isNew ? t('Thêm điểm cầu') : t('Sửa điểm cầu')}>
      <Form method="post" {...getFormProps(form)} noValidate className="flex flex-col gap-5">
        <FormErrors errors={form.errors} id={form.errorId} />
        <Field label={t('Tên điểm cầu')} error={name.errors} id={name.id} required>
          <TextInput key={name.key} name="name" defaultValue={name.initialValue} maxLength={200} />
        </Field>
        <Field label={t('Địa điểm')} error={place.errors} id={place.id} optional>
          <TextInput key={place.key} name="place" defaultValue={place.initialValue} maxLength={300} />
        </Field>
        <Field label={t('Múi giờ')} error={timeZone.errors} id={timeZone.id} required>
          <ZoneSelect key={timeZone.key} name="timeZone" defaultValue={timeZone.initialValue} />
        </Field>
        <Field
          label={t('Đơn vị chủ trì')}
          hint={t('Quần chúng dự tại điểm cầu được tính cho đơn vị này.')}
          error={host.errors}
          id={host.id}
          required
        >
          <Picker
            key={host.key}
            name="host"
            defaultValue={host.initialValue}
            known={known.units}
            source={`/resources/venue-choices/${code}`}
          />
        </Field>
        <Field
          label={t('Các đơn vị đến dự')}
          hint={t('Gồm cả các đơn vị trực thuộc. Để trống: chỉ đơn vị chủ trì.')}
          error={units.errors}
          id={units.id}
          optional
        >
          <Picker
            key={units.key}
            name="units"
            defaultValue={units.initialValue}
            known={known.units}
            source={`/resources/venue-choices/${code}`}
            several
          />
        </Field>
        <Field
          label={t('Người phụ trách điểm cầu')}
          hint={t('Người đã được giao vai trò Phụ trách điểm cầu hoặc Bí thư chi bộ.')}
          error={clerks.errors}
          id={clerks.id}
          optional
        >
          <Picker
            key={clerks.key}
            name="clerks"
            defaultValue={clerks.initialValue}
            known={known.clerks}
            source={`/resources/venue-choices/${code}?loai=phu-trach`}
            several
          />
        </Field>
        <div className="flex flex-wrap gap-3">
          <Button>{t('Lưu điểm cầu')}</Button>
          <LinkButton to={base} variant="quiet">
            {t('Hủy')}
          </LinkButton>
        </div>
      </Form>
      {removable ? (
        <div className="mt-6 border-t border-line pt-5">
          <Confirm trigger={t('Bỏ điểm cầu này')} variant="danger">
            <p className="mb-3">{t('Điểm cầu chưa có điểm danh nào nên bỏ được. Đồng chí chắc chắn bỏ?')}</p>
            <Form method="post">
              <Button name="intent" value="remove" variant="danger">
                {t('Bỏ điểm cầu')}
              </Button>
            </Form>
          </Confirm>
        </div>
      ) : null}
    </Card>
  );
}
