import type { ServerBuild } from '@remix-run/node';

type Routes = ServerBuild['routes'];

/** Stands first where anything may stand first: dynamic segments and splats. */
const ANY = '*';

/**
 * Remix matches every request against all routes of its build, several times over, and makes a router of them to render: with
 * sixty routes that is a tenth of a page's time. This cuts the build by the first segment of the path: the part for `buoi-hoc`
 * holds the routes below it, those that could match anything, and their parents. The client still gets the whole manifest
 * (a file of its own). A segment that no route names is answered from the whole build, so what matches stays the same.
 */
export function splitBuild(build: ServerBuild): (pathname: string) => ServerBuild {
  const firsts = new Map<string, string>();
  for (const [id, route] of Object.entries(build.routes)) {
    if (route && (route.path || route.index)) firsts.set(id, firstOf(pathOf(build.routes, id)));
  }
  const parts = new Map<string, ServerBuild>();
  for (const first of firsts.values()) {
    if (first === ANY || parts.has(first)) continue;
    const ids = new Set<string>(['root']);
    for (const [leaf, its] of firsts) {
      if (its !== first && its !== ANY) continue;
      for (let id: string | undefined = leaf; id; id = build.routes[id]?.parentId) ids.add(id);
    }
    parts.set(first, onlyRoutes(build, ids));
  }
  return (pathname) => parts.get(firstOf(pathname.slice(1)).replace(/\.data$/, '')) ?? build;
}

/** The path of a route with its parents', without slashes at the ends. */
function pathOf(routes: Routes, id: string): string {
  const segments: string[] = [];
  for (let at: string | undefined = id; at; at = routes[at]?.parentId) segments.unshift(routes[at]?.path ?? '');
  return segments.filter(Boolean).join('/');
}

function firstOf(path: string): string {
  const first = path.split('/', 1)[0] ?? '';
  return first.startsWith(':') || first.endsWith('?') ? ANY : first.toLowerCase();
}

function onlyRoutes(build: ServerBuild, ids: ReadonlySet<string>): ServerBuild {
  const only = <T>(routes: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(routes).filter(([id]) => ids.has(id)));
  return { ...build, routes: only(build.routes), assets: { ...build.assets, routes: only(build.assets.routes) } };
}
