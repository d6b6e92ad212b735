import type { ActionFunctionArgs } from '@remix-run/node';
import type { z } from 'zod';
import { castBallot, findBallot, issueBallot } from '~/modules/polls/cast-vote.server';
import { ballotInput, issueInput } from '~/modules/polls/input';
import { AppError, notFound } from '~/platform/errors';
import { requireViewer } from '~/platform/request-context';

const MAX_BYTES = 4_096;

/**
 * Secret ballots: `cap` gives a signed-in member theirs; `bo` puts one into the box and `kiem` tells whether it was counted. The
 * latter two ask nobody who they are: the page sends them without cookies.
 */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const { services } = context;
  const poll = /^[1-9]\d{0,8}$/.test(params.poll ?? '') ? Number(params.poll) : 0;
  if (poll === 0) throw notFound();
  switch (params.order) {
    case 'cap': {
      const viewer = requireViewer(context, request);
      const { blinded } = await read(request, issueInput);
      const signed = await issueBallot({ viewer, poll, blinded }, services);
      return Response.json({ signed: Buffer.from(signed).toString('base64url') });
    }
    case 'bo':
      await castBallot({ poll, ...(await read(request, ballotInput)) }, services);
      return Response.json({ counted: true });
    case 'kiem': {
      const { token } = await read(request, ballotInput.pick({ token: true }));
      return Response.json({ option: await findBallot({ poll, token }, services) });
    }
    default:
      throw notFound();
  }
}

async function read<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const wrong = () =>
    new AppError('invalid', 'BALLOT_MALFORMED', 'Phiếu không đọc được. Đồng chí hãy tải lại trang rồi thử lại.');
  if (Number(request.headers.get('content-length') ?? MAX_BYTES + 1) > MAX_BYTES) throw wrong();
  const body: unknown = await request.json().catch(() => null);
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw wrong();
  return parsed.data as z.output<Schema>;
}
