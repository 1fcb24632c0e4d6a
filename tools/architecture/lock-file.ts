import type { SourceFile, Violation } from './source-files.ts';

/**
 * package-lock.json must hold every package that another one in it asks for, those of other platforms included:
 * `npm ci` refuses the whole file otherwise, and then no clone starts.
 */
export function checkLockFile(files: readonly SourceFile[]): Violation[] {
  const text = files.find((file) => file.path === 'package-lock.json')?.text ?? '{}';
  const packages = entriesOf(property(JSON.parse(text) as unknown, 'packages'));
  const held = new Set(packages.map(([place]) => place));
  return packages.flatMap(([place, entry]) => {
    const asked = ['dependencies', 'optionalDependencies'].flatMap((kind) =>
      entriesOf(property(entry, kind)),
    );
    const missing = asked.map(([name]) => name).filter((name) => !isHeld(held, place, name));
    if (missing.length === 0) return [];
    return [
      {
        file: 'package-lock.json',
        what: `lacks what ${place === '' ? 'package.json' : place} asks for: ${missing.join(', ')}`,
        instead:
          'Take a version of that package all of whose platform packages can be had, and run npm install under Node 24 again.',
      },
    ];
  });
}

/** Looks where Node would: in node_modules beside the package, then in each folder above it. */
function isHeld(held: ReadonlySet<string>, place: string, name: string): boolean {
  for (let folder = place; ;) {
    if (held.has(folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`)) return true;
    if (folder === '') return false;
    const above = folder.lastIndexOf('/node_modules/');
    folder = above === -1 ? '' : folder.slice(0, above);
  }
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
