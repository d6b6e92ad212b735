import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Viewer } from '~/modules/accounts/viewer';
import { acceptUpload } from '~/modules/media/accept-upload.server';
import { uploadFolder } from '~/modules/media/media-folders.server';
import { registerUpload } from '~/modules/media/register-upload.server';
import { MEDIA_ERROR_TEXT, UPLOAD_EXPIRY_HOURS, UPLOAD_MAX_BYTES } from '~/modules/media/schema';
import { AppError, errorText, isAppError, notFound } from '~/platform/errors';
import type { Services, WebServices } from '~/platform/services';
import { findViewerOf, forViewer } from './who-asks';

const PATH = '/uploads';
const ID = /^[A-Za-z0-9_-]{24}$/;

/**
 * Resumable uploads (tus 1.0): `POST /uploads` begins, `HEAD` asks how far, `PATCH` continues, `DELETE` gives up. The bytes go
 * straight to disk under DATA_DIR/uploads; a broken connection loses nothing that arrived. Whoever is not the owner finds nothing.
 */
export async function registerUploads(app: FastifyInstance, services: WebServices): Promise<void> {
  const folder = uploadFolder(services.env);
  await mkdir(folder, { recursive: true });
  const asking = new AsyncLocalStorage<Asking>();
  const tus = createTusServer(folder, services, asking);

  await app.register(async (scope) => {
    // tus reads the request itself, as a stream.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const handle = async (
      request: FastifyRequest<{ Params: { id?: string } }>,
      reply: import('fastify').FastifyReply,
    ) => {
      const viewer = await findViewerOf(request.headers.cookie, services, { reads: request.method === 'HEAD' });
      if (!viewer || viewer.mustChangePassword) {
        throw new AppError(
          'unauthenticated',
          'SIGN_IN',
          'Phiên đăng nhập đã hết. Đồng chí hãy đăng nhập lại; phần đã tải lên vẫn còn.',
        );
      }
      const { id } = request.params;
      if (id !== undefined) await forViewer(services, viewer, (own) => requireOwn(id, viewer, own));
      // One way in for each method: an overriding header would reach handlers that are not offered here.
      delete request.raw.headers['x-http-method-override'];
      reply.hijack();
      reply.raw.setHeader('cache-control', 'no-store');
      await forViewer(services, viewer, (own) =>
        asking.run({ viewer, services: own }, () => tus.handle(request.raw, reply.raw)),
      );
      if (request.method === 'DELETE' && id !== undefined && reply.raw.statusCode === 204) {
        await forViewer(services, viewer, ({ db }) =>
          db.upload.deleteMany({ where: { id, ownerId: viewer.accountId, state: 'RECEIVING' } }),
        );
      }
    };
    scope.route({ method: 'POST', url: PATH, handler: handle });
    scope.route({ method: ['HEAD', 'PATCH', 'DELETE'], url: `${PATH}/:id`, exposeHeadRoute: false, handler: handle });
  });
}

async function requireOwn(id: string, viewer: Viewer, { db }: Services): Promise<void> {
  const upload = ID.test(id) ? await db.upload.findUnique({ where: { id }, select: { ownerId: true } }) : null;
  if (upload?.ownerId !== viewer.accountId) throw notFound();
}

/** Whose upload tus works on. */
interface Asking {
  viewer: Viewer;
  services: Services;
}

function createTusServer(folder: string, services: WebServices, asking: AsyncLocalStorage<Asking>): Server {
  const tus = new Server({
    path: PATH,
    datastore: new FileStore({ directory: folder, expirationPeriodInMilliseconds: UPLOAD_EXPIRY_HOURS * 3_600_000 }),
    maxSize: UPLOAD_MAX_BYTES,
    relativeLocation: true,
    respectForwardedHeaders: false,
    allowedOrigins: [new URL(services.env.PUBLIC_URL).origin],
    disableTerminationForFinishedUploads: true,
    namingFunction: () => randomBytes(18).toString('base64url'),
    async onUploadCreate(_request, upload) {
      const asker = asking.getStore();
      if (!asker) throw refusal(notFound());
      try {
        await registerUpload(asker.services, {
          viewer: asker.viewer,
          id: upload.id,
          sessionId: Number(upload.metadata?.sessionId ?? Number.NaN),
          fileName: upload.metadata?.filename ?? '',
          byteSize: upload.size ?? 0,
          attested: upload.metadata?.attested === '1',
        });
      } catch (error) {
        throw refusal(error);
      }
      return {};
    },
    async onUploadFinish(_request, upload) {
      const asker = asking.getStore();
      if (!asker) throw refusal(notFound());
      try {
        const outcome = await acceptUpload(asker.services, { uploadId: upload.id });
        if (outcome.state !== 'REJECTED') return {};
        throw new AppError('unprocessable', outcome.errorCode, MEDIA_ERROR_TEXT[outcome.errorCode]);
      } catch (error) {
        throw refusal(error);
      }
    },
    onResponseError(_request, error) {
      if ('status_code' in error) return undefined;
      services.logger.warn({ err: error }, 'upload failed');
      return { status_code: 500, body: '' };
    },
  });
  return tus;
}

/** What tus sends on: the status and a problem that the page shows as it is. */
function refusal(error: unknown): unknown {
  if (!isAppError(error)) return error;
  return {
    status_code: error.status,
    body: JSON.stringify({ type: 'about:blank', title: error.code, status: error.status, detail: errorText(error) }),
  };
}
