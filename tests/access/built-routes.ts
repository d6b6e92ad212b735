import { execFileSync } from 'node:child_process';
import { inRoot } from '../../bin/lib/root.mjs';
import type { Expectation } from './matrix';
import type { World } from './world';

export interface Route {
  address: string;
  loader: boolean;
  action: boolean;
  page: boolean;
}

/** Every address of the built pages; layouts have none of their own. */
export function readRoutes(): Route[] {
  const script = `import(process.argv[1]).then(({ routes }) => console.log(JSON.stringify(Object.values(routes).map((r) =>
    ({ id: r.id, parentId: r.parentId, path: r.path, index: r.index, loader: !!r.module.loader, action: !!r.module.action, page: !!r.module.default })))))`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script, inRoot('build/server/index.js')], {
    encoding: 'utf8',
  });
  type Raw = Route & { id: string; parentId?: string; path?: string; index?: boolean };
  const all = new Map((JSON.parse(out) as Raw[]).map((route) => [route.id, route]));
  const addressOf = (route: Raw | undefined): string =>
    route ? addressOf(all.get(route.parentId ?? '')) + (route.path ? `/${route.path}` : '') : '';
  const parents = new Set([...all.values()].map((route) => route.parentId));
  return [...all.values()]
    .filter((route) => !parents.has(route.id) || route.index)
    .map(({ loader, action, page, ...route }) => ({ address: addressOf(route as Raw) || '/', loader, action, page }));
}

/** The route's address with the things of this world in it. */
export function addressIn(world: World, address: string, { things = [] }: Expectation): string {
  let next = 0;
  return address
    .replace(/:\w+/g, () => {
      const thing = things[next];
      next += 1;
      if (!thing) throw new Error(`${address}: say in matrix.ts what each parameter is`);
      return world.things[thing];
    })
    .replace('*', 'khong-co-trang-nay');
}
