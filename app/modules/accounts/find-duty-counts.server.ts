import type { Services } from '~/platform/services';
import { canAnywhere } from './access';
import { countUnreviewed } from './emergencies/list-emergencies.server';
import { countProposals } from './proposals/list-proposals.server';
import type { Viewer } from './viewer';

/** What waits in the viewer's scope, for the badges of the tabs around accounts. */
export async function findDutyCounts(viewer: Viewer, { db, clock }: Pick<Services, 'db' | 'clock'>) {
  const now = clock.now();
  return {
    proposals: await countProposals({ viewer, now }, db),
    emergencies: await countUnreviewed({ viewer, now }, db),
    reviews: canAnywhere(viewer, 'access.review'),
  };
}
