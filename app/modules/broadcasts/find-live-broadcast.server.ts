import { isAssetWithdrawn } from '~/modules/quarantine/find-withdrawn.server';
import type { BroadcastState } from './schema';

/** A session's broadcast as queries select it with LIVE_JSON. */
export interface LiveBroadcast {
  id: number;
  publicPath: string;
  state: BroadcastState;
  /** ISO; null: not yet. */
  onAirAt: string | null;
  /** Of the newest part that can be played; as in MediaAsset.renditions. */
  renditions: unknown;
}

/** SQL for the broadcast of `s.id` as JSON, null while there is none or after it was cancelled. */
export const LIVE_JSON = `(
  select json_build_object('id', b.id, 'publicPath', b.public_path, 'state', b.state,
                           'onAirAt', to_char(b.on_air_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                           'renditions', coalesce((select p.renditions from broadcast_part p where p.broadcast_id = b.id
                                                      and p.renditions <> '[]' order by p.number desc limit 1), '[]'))
    from broadcast b where b.session_id = s.id and b.state <> 'CANCELLED' and not ${isAssetWithdrawn('b.public_path')})`;
