import { readEnv } from '~/platform/env';
import { createLogger } from '~/platform/logger';
import { runProcess } from '~/platform/run-process';
import { checkEncoder } from './check-encoder';
import { startIngestHealth } from './health';

// The ingest process: build/ingest.js. It will take encoders' streams; today it proves that it could encode, and answers for its health.
await runProcess(async () => {
  const env = readEnv();
  const logger = createLogger(env, 'ingest');
  const encoder = await checkEncoder(env);
  if (encoder.missing.length > 0) {
    logger.error({ ffmpeg: encoder.version, missing: encoder.missing }, 'ffmpeg cannot encode lectures');
  }
  const health = await startIngestHealth(env.INGEST_HEALTH_PORT, env.HOST, () => encoder);
  logger.info(
    { ffmpeg: encoder.version, healthPort: health.port },
    'ingest ready; live broadcasting is not part of this release, no RTMP port is open',
  );
  return () => health.close();
});
