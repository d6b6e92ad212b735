import { isAssetWithdrawn } from '~/modules/quarantine/find-withdrawn.server';

/** A session's recording as queries select it with RECORDING_JSON. */
export interface PlayableRecording {
  timelineSeconds: number;
  /** Seconds of the live timeline that were cut off; null: it was not broadcast. */
  liveOffset: number | null;
  /** The same, also for a recording that was uploaded in a trimmed one's place. */
  cutOffset: number;
  publicPath: string;
  renditions: unknown;
  storyboard: unknown;
  captions: { language: string; label: string; updatedAt: string }[] | null;
}

/** SQL for the recording of `s.id` as JSON, null while there is none that plays. */
export const RECORDING_JSON = `(
  select json_build_object('timelineSeconds', r.timeline_seconds, 'publicPath', a.public_path,
           'liveOffset', case when exists (select from broadcast b where b.public_path = a.public_path) then r.live_offset end, 'cutOffset', r.live_offset, 'renditions', a.renditions,
           'storyboard', a.storyboard, 'captions',
           (select json_agg(json_build_object('language', t.language, 'label', t.label, 'updatedAt', t.updated_at) order by t.id)
              from caption_track t where t.asset_id = a.id and octet_length(t.body) > 10))
    from recording r join media_asset a on a.id = r.asset_id and a.state = 'READY'
   where r.session_id = s.id and not ${isAssetWithdrawn('a.public_path')})`;
