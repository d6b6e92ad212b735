/** What kind of failure this is for whoever asked; the one table of HTTP statuses. */
export const ERROR_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  late: 408,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  unprocessable: 422,
  'rate-limited': 429,
  unavailable: 503,
} as const;

export type ErrorKind = keyof typeof ERROR_STATUS;

export type ErrorParams = Record<string, string | number>;

/**
 * An expected failure. `message` is Vietnamese, written for the person who meets it: what happened and what to do.
 * It is also the translation key; `params` fill its `{{placeholders}}`.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: number;
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly params: ErrorParams = {},
  ) {
    super(message);
    this.status = ERROR_STATUS[kind];
  }
}

/** By shape, not by class: the Remix bundle and the server bundle each carry their own copy of the class. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'kind' in error && 'code' in error;
}

/** The message with its placeholders filled, in Vietnamese. */
export function errorText(error: AppError): string {
  return error.message.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(error.params[name] ?? whole));
}

export function notFound(): AppError {
  return new AppError(
    'not-found',
    'NOT_FOUND',
    'Không tìm thấy nội dung này, hoặc đồng chí không được xem. Hãy quay lại trang trước hoặc về Trang của tôi.',
  );
}

/** What an error boundary finds in `error.data`: of an AppError, or the id by which the log knows an unexpected failure. */
export interface ErrorData {
  code: string;
  /** Vietnamese, also the translation key; empty for unexpected failures. */
  message: string;
  params: ErrorParams;
  requestId: string;
}
