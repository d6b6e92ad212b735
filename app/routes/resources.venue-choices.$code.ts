import { data, type LoaderFunctionArgs } from '@remix-run/node';
import { requireManagedCampaign } from '~/modules/campaigns/require-managed-campaign.server';
import { findClerkChoices, findUnitChoices } from '~/modules/venues/find-choices.server';
import { requireViewer } from '~/platform/request-context';

/** What the form of a hall offers while somebody types (`?tim=`): units of the campaign, or with `?loai=phu-trach` clerks. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const { db } = context.services;
  const campaign = await requireManagedCampaign(viewer, params.code ?? '', 'campaign.manage', db);
  const query = new URL(request.url).searchParams;
  const search = (query.get('tim') ?? '').slice(0, 100);
  const find = query.get('loai') === 'phu-trach' ? findClerkChoices : findUnitChoices;
  return data({ choices: await find(campaign, search, db) }, { headers: { 'cache-control': 'no-store' } });
}
