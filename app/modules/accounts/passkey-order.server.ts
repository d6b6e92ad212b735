import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { AppError } from '~/platform/errors';

const MAX_BODY = 32 * 1024;
const text = z.string().max(20_000);

// The library reads the rest; this bounds what it is given.
const credential = z.looseObject({
  id: text.min(1),
  rawId: text,
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: text, userHandle: text.optional() }),
  clientExtensionResults: z.looseObject({}).default({}),
});

const schema = z.discriminatedUnion('order', [
  z.object({ order: z.literal('begin'), tiep: z.string().max(2_000).optional(), name: z.string().max(200).optional() }),
  z.object({ order: z.literal('finish'), response: credential, name: z.string().max(200).optional() }),
]);

/** What a page's passkey button sent. `response` goes to the library, whose types it has. @throws AppError invalid */
export async function passkeyOrder(
  request: Request,
): Promise<
  | { order: 'begin'; tiep?: string }
  | { order: 'finish'; response: AuthenticationResponseJSON & RegistrationResponseJSON; name?: string }
> {
  const raw = await request.text();
  let body: unknown = null;
  try {
    if (raw.length <= MAX_BODY) body = JSON.parse(raw);
  } catch {
    body = null;
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new AppError('invalid', 'PASSKEY_FORM', 'Dữ liệu khóa truy cập không đúng dạng. Đồng chí hãy tải lại trang.');
  }
  return parsed.data as never;
}
