import { readEnv } from '~/platform/env';
import { createMetrics } from '~/platform/metrics';
import { runProcess } from '~/platform/run-process';
import { createServices } from '~/platform/services';
import { checkEncoder } from './check-encoder';
import { startIngestHealth } from './health';
import { LiveDesk } from './live-desk';
import { recoverParts } from './recover-parts';
import { startRtmpServer } from './rtmp/rtmp-server';

// The ingest process: build/ingest.js. Encoders push to rtmp://HOST:RTMP_PORT/live/KEY.
await runProcess(async () => {
  const services = createServices(readEnv(), 'ingest');
  const { env, logger } = services;
  const encoder = await checkEncoder(env);
  if (encoder.missing.length > 0) {
    logger.error({ ffmpeg: encoder.version, missing: encoder.missing }, 'ffmpeg cannot encode lectures');
  }
  let desk: LiveDesk | null = null;
  const metrics = createMetrics('ingest');
  const live = metrics.gauge('live_broadcasts', 'Broadcasts with a connected encoder');
  const encoders = metrics.gauge('live_encoders', 'Connected encoders');
  const age = metrics.gauge(
    'live_segment_age_seconds',
    'Age of the newest segment, of the broadcast where it is oldest',
  );
  const readMetrics = () => {
    const states = desk?.live ?? [];
    live.set(states.length);
    encoders.set(desk?.encoders ?? 0);
    age.set(Math.max(0, ...states.map((state) => (state.segmentAgeMs ?? 0) / 1000)));
    return metrics.text();
  };
  const health = await startIngestHealth(env.INGEST_HEALTH_PORT, env.HOST, () => ({
    ...{ encoder, live: desk?.live ?? null, metrics: readMetrics, metricsToken: env.METRICS_TOKEN },
  }));
  // The port first: a second process on the same data folder ends here, before it touches what the first one works on.
  let letIn: (desk: LiveDesk) => void = () => {};
  const prepared = new Promise<LiveDesk>((resolve) => {
    letIn = resolve;
  });
  const rtmp = await startRtmpServer(
    { port: env.RTMP_PORT, host: env.HOST },
    { authorise: async (request, connection) => (await prepared).authorise(request, connection) },
  );
  const saved = await recoverParts(services);
  desk = new LiveDesk(services);
  letIn(desk);
  logger.info({ ffmpeg: encoder.version, healthPort: health.port, rtmpPort: env.RTMP_PORT, saved }, 'ingest ready');
  return async () => {
    await rtmp.close();
    await desk?.close();
    await health.close();
    await services.close();
  };
});
