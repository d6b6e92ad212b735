import type { ActionFunctionArgs } from '@remix-run/node';
import { saveAnswers } from '~/modules/quizzes/save-answers.server';
import { attemptNumber, saveAnswersInput } from '~/modules/quizzes/schema';
import { errorText, isAppError } from '~/platform/errors';

const MAX_BODY = 64 * 1024;

/**
 * Saves answers as they are given: `PUT {"answers": [{number, answer, revision}]}`; answers `{"stored": […]}`, or
 * `{"code", "message"}` with 401 (sign in again), 404, 410 (the attempt is over), 400.
 */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const { services, viewer } = context;
  const answer = (status: number, body: unknown) =>
    Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
  if (!viewer || viewer.mustChangePassword) {
    return answer(401, {
      code: 'SIGNED_OUT',
      message: 'Phiên đăng nhập đã hết. Đồng chí đăng nhập lại, câu trả lời sẽ tự gửi.',
    });
  }
  const text = await request.text();
  if (text.length > MAX_BODY)
    return answer(413, { code: 'TOO_LARGE', message: 'Câu trả lời quá dài. Đồng chí viết ngắn lại.' });
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  const parsed = saveAnswersInput.safeParse(body);
  if (!parsed.success) {
    return answer(400, {
      code: 'MALFORMED',
      message: 'Câu trả lời không đúng dạng. Đồng chí tải lại trang rồi chọn lại.',
    });
  }
  try {
    const saved = await saveAnswers(
      {
        viewer,
        code: params.code ?? '',
        attemptNumber: attemptNumber(params.number),
        answers: parsed.data.answers,
        now: services.clock.now(),
      },
      services.db,
    );
    return answer(200, saved);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return answer(error.status, { code: error.code, message: errorText(error) });
  }
}
