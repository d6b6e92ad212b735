import { data, type ServerBuild } from '@remix-run/node';
import { isAppError } from '~/platform/errors';

/** What an error boundary finds in `error.data` when a loader or action threw an AppError. */
export interface ErrorData {
  code: string;
  /** Vietnamese, also the translation key. */
  message: string;
  params: Record<string, string | number>;
}

type AnyFunction = (...args: never[]) => unknown;

/** Remix knows thrown responses, not our typed errors: maps one to the other around every loader and action. */
export function withAppErrors(build: ServerBuild): ServerBuild {
  const routes = Object.fromEntries(
    Object.entries(build.routes).map(([id, route]) => {
      if (!route) return [id, route];
      const { loader, action } = route.module;
      return [
        id,
        {
          ...route,
          module: {
            ...route.module,
            ...(loader && { loader: mapped(loader) }),
            ...(action && { action: mapped(action) }),
          },
        },
      ];
    }),
  );
  return { ...build, routes } as ServerBuild;
}

function mapped<F extends AnyFunction>(work: F): F {
  return (async (...args: never[]) => {
    try {
      return await work(...args);
    } catch (error) {
      if (!isAppError(error)) throw error;
      const body: ErrorData = { code: error.code, message: error.message, params: error.params };
      throw data(body, { status: error.status });
    }
  }) as unknown as F;
}
