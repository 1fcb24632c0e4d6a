import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from './server.ts';

/**
 * The addresses of the console as its routes have them, with `$name` for each parameter, so that a story which walks them
 * all notices a new one.
 */
export function consoleRoutes(): string[] {
  const folder = path.join(CHECKOUT, 'apps/console/src');
  const files = readdirSync(folder).filter((name) => /(?:^|-)routes\.tsx$/.test(name));
  const text = files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
  const routes = new Map<string, { parent: string; path: string }>();
  for (const [, name = '', body = ''] of text.matchAll(
    /^(?:export )?const (\w+) = createRoute\(\{(.*\}\);$|[\s\S]*?^\}\);$)/gm,
  )) {
    if (routes.has(name)) throw new Error(`Two routes are called ${name}: give each a name of its own.`);
    const parent = /getParentRoute: \(\) => (\w+)/.exec(body)?.[1] ?? '';
    routes.set(name, { parent, path: /\bpath: '([^']*)'/.exec(body)?.[1] ?? '' });
  }
  if (routes.size === 0) throw new Error('routes.tsx is not written as this reads it.');
  const whole = (name: string): string => {
    const route = routes.get(name);
    if (route === undefined) return '';
    return `${whole(route.parent)}/${route.path}`.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  };
  const layout = [...routes].filter(([, route]) => route.path === '').map(([name]) => name);
  return [...new Set([...routes.keys()].filter((name) => !layout.includes(name)).map((name) => whole(name)))]
    .map((address) => (address === '' ? '/' : address))
    .toSorted();
}
