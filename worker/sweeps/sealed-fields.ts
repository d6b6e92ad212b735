import { rewriteSealedFields } from '~/modules/privacy/rewrite-sealed-fields.server';
import type { Services } from '~/platform/services';
import type { Sweep } from './index';

/** Seals what still stands open (from before fields were sealed), and seals again what an earlier key sealed. */
export const sealedFields: Sweep = {
  name: 'sealed-fields',
  everySeconds: 3600,
  async run(services: Services) {
    const { rewritten, conflicts } = await rewriteSealedFields(services);
    if (rewritten > 0) services.logger.info({ rewritten }, 'fields sealed');
    if (conflicts.length > 0)
      services.logger.error({ memberIds: conflicts }, 'two members have one card number: not sealed');
  },
};
