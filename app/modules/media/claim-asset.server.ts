import type { Services } from '~/platform/services';

/** First key of the advisory locks of assets being transcoded. */
const LOCK_CLASS = 0x6d64;

/**
 * Makes this the one worker on the asset. The lock lives as long as its database connection, so a killed worker's claim ends with it.
 * @returns null when there is nothing to do (finished, removed) or another worker is at it
 */
export async function claimAsset(assetId: number, { db, pool, logger }: Pick<Services, 'db' | 'pool' | 'logger'>) {
  const client = await pool.connect();
  const broken = (error: Error): void => logger.warn({ err: error, assetId }, 'lost the asset’s lock');
  client.on('error', broken);
  const release = async (): Promise<void> => {
    const failed = await client.query('select pg_advisory_unlock($1, $2)', [LOCK_CLASS, assetId]).then(
      () => false,
      () => true,
    );
    client.off('error', broken);
    client.release(failed);
  };
  try {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
      LOCK_CLASS,
      assetId,
    ]);
    const asset = rows[0]?.held ? await db.mediaAsset.findUnique({ where: { id: assetId } }) : null;
    if (asset && asset.state !== 'READY' && asset.state !== 'FAILED') return { asset, release };
  } catch (error) {
    await release();
    throw error;
  }
  await release();
  return null;
}
