import { builtinModules } from 'node:module';
import path from 'node:path';
import { FRAMING, PACKAGES, ZONES } from '../import-law.ts';
import type { PackageName, Zone } from '../import-law.ts';
import { importsOf } from './scan.ts';
import type { Import } from './scan.ts';
import { isCode, isTest } from './source-files.ts';
import type { SourceFile, Violation } from './source-files.ts';

const BUILTIN = new Set(builtinModules);

/** The zone of the import law that a file lies in; tests and tools beside the programs lie in none. */
export function zoneOf(file: string): Zone | undefined {
  return ZONES.find((zone) => zone.files.test(file));
}

/** `apps/server` for a file in it; the first folder for what lies elsewhere. */
function workspaceOf(file: string): string {
  return /^(?:apps|packages)\/[^/]+|^[^/]+/u.exec(file)?.[0] ?? file;
}

/** `apps/server/src/features/captures` for a file in it, else undefined. */
function featureFolderOf(file: string): string | undefined {
  return /^.*?\/features\/[^/]+(?=\/)/u.exec(file)?.[0];
}

/** What a specifier names: a file of ours, a module of Node, or a package from npm. */
export function resolveImport(
  from: string,
  specifier: string,
  workspaces: ReadonlyMap<string, string>,
): { file: string } | { node: string } | { npm: string } {
  const bare = specifier.replace(/\?.*$/u, '');
  if (bare.startsWith('.')) return { file: path.posix.join(path.posix.dirname(from), bare) };
  const name = /^(?:@[^/]+\/)?[^/]+/u.exec(bare)?.[0] ?? bare;
  const folder = workspaces.get(name);
  if (folder !== undefined) return { file: `${folder}/src${bare.slice(name.length)}` };
  if (bare.startsWith('node:') || BUILTIN.has(bare)) return { node: bare };
  return { npm: name };
}

/** The workspaces by their package names, read from their package.json files. */
export function workspacesOf(files: readonly SourceFile[]): Map<string, string> {
  const workspaces = new Map<string, string>();
  for (const file of files) {
    const folder = /^((?:apps|packages)\/[^/]+|e2e|bench|tools)\/package\.json$/u.exec(file.path)?.[1];
    const name = /"name":\s*"([^"]+)"/u.exec(file.text)?.[1];
    if (folder !== undefined && name !== undefined) workspaces.set(name, folder);
  }
  return workspaces;
}

/** Every import that the law of its zone forbids. */
export function checkImports(files: readonly SourceFile[]): Violation[] {
  const workspaces = workspacesOf(files);
  return files
    .filter((file) => isCode(file.path))
    .flatMap((file) =>
      importsOf(file.text).flatMap((imported) => {
        const broken = judge(file.path, imported, workspaces);
        return broken === undefined ? [] : [{ file: file.path, ...broken }];
      }),
    );
}

function judge(
  file: string,
  imported: Import,
  workspaces: ReadonlyMap<string, string>,
): Omit<Violation, 'file'> | undefined {
  const target = resolveImport(file, imported.specifier, workspaces);
  const zone = isTest(file) ? undefined : zoneOf(file);
  const { specifier } = imported;
  if ('node' in target) {
    if (zone === undefined || zone.node) return undefined;
    return { what: `${zone.name} imports Node's ${specifier}`, instead: zone.instead };
  }
  if ('npm' in target) {
    if (zone === undefined || zone.npm === 'any' || zone.npm.includes(target.npm)) return undefined;
    const may = zone.npm.length === 0 ? 'no package from npm' : `only ${zone.npm.join(', ')} from npm`;
    return { what: `${zone.name} may import ${may}, not ${specifier}`, instead: zone.instead };
  }
  const home = workspaceOf(file);
  const there = workspaceOf(target.file);
  if (home === there) return zone === undefined ? undefined : judgeWithin(file, target.file, zone);
  if (isInstrument(home, target.file)) return undefined;
  if (there.startsWith('apps/')) {
    return {
      what: `imports ${specifier}: programs never import programs`,
      instead: 'Talk through packages/protocol, or move what both need into a package.',
    };
  }
  if (specifier.startsWith('.')) {
    return {
      what: `reaches ${there} by the relative path ${specifier}`,
      instead: `Import it by its package name, @lapwing/<package>/<path under src>.ts.`,
    };
  }
  if (!there.startsWith('packages/')) {
    return {
      what: `imports ${specifier}: ${there} is not for use by others`,
      instead: 'Move what is needed into a package.',
    };
  }
  return zone === undefined ? undefined : judgePackage(file, imported, target.file, zone);
}

/**
 * Stories and benchmarks put a program on real machines as its own tests do (a display, a Wine, a site): they use those
 * instruments of it, and nothing that ships.
 */
function isInstrument(home: string, target: string): boolean {
  return (
    (home === 'e2e' || home === 'bench') &&
    /^apps\/[^/]+\/test\//u.test(target) &&
    !target.endsWith('.test.ts')
  );
}

function judgeWithin(file: string, target: string, zone: Zone): Omit<Violation, 'file'> | undefined {
  if (isTest(target)) {
    return {
      what: `imports the test ${target}`,
      instead: 'What ships never leans on tests: move it out of there.',
    };
  }
  const feature = featureFolderOf(file);
  if (feature !== undefined && target.startsWith(`${feature}/`)) return undefined;
  if (zone.own === 'everything') return undefined;
  if (zone.own !== 'nothing else' && zone.own.test(target)) return undefined;
  return { what: `${zone.name} may import ${zone.ownInWords}; it imports ${target}`, instead: zone.instead };
}

function judgePackage(
  file: string,
  imported: Import,
  target: string,
  zone: Zone,
): Omit<Violation, 'file'> | undefined {
  const name = target.split('/')[1] ?? '';
  const reach = isPackage(name) ? zone.packages[name] : 'no';
  const broken = (what: string): Omit<Violation, 'file'> => ({ what, instead: zone.instead });
  switch (reach) {
    case 'yes':
      return undefined;
    case 'no':
      return broken(`${zone.name} may not import ${name} (${imported.specifier})`);
    case 'types only':
      if (imported.typeOnly) return undefined;
      return broken(`${zone.name} may import only types from ${name}, and ${imported.specifier} is more`);
    case 'framing only':
      if (FRAMING.test(target)) return undefined;
      return broken(`${zone.name} may import only the framing of the ${name}, not ${imported.specifier}`);
    case 'try-out only':
      if (/\/[^/]*try-?out[^/]*\.tsx?$|\/try-?out\//u.test(file)) return undefined;
      return broken(`${zone.name} may import ${name} only in a try-out file (try-out*.ts, .tsx)`);
  }
}

function isPackage(name: string): name is PackageName {
  return (PACKAGES as readonly string[]).includes(name);
}

/** Circles between the features of the server, each told once. */
export function checkCircles(files: readonly SourceFile[]): Violation[] {
  const uses = new Map<string, Set<string>>();
  const root = 'apps/server/src/features/';
  for (const file of files) {
    if (!file.path.startsWith(root) || !isCode(file.path) || isTest(file.path)) continue;
    const from = file.path.slice(root.length).split('/')[0] ?? '';
    for (const { specifier } of importsOf(file.text)) {
      const target = resolveImport(file.path, specifier, new Map());
      if (!('file' in target) || !target.file.startsWith(root)) continue;
      const to = target.file.slice(root.length).split('/')[0] ?? '';
      if (to !== from) uses.set(from, (uses.get(from) ?? new Set()).add(to));
    }
  }
  const found = new Map<string, Violation>();
  const walk = (trail: readonly string[]): void => {
    for (const next of uses.get(trail.at(-1) ?? '') ?? []) {
      const start = trail.indexOf(next);
      if (start === -1) {
        walk([...trail, next]);
        continue;
      }
      const circle = trail.slice(start);
      found.set(circle.toSorted().join(), {
        file: `${root}${circle[0] ?? ''}/`,
        what: `these features import one another in a circle: ${[...circle, next].join(' -> ')}`,
        instead:
          'Let main.ts pass a function in, or listen on the bus, so that one of them needs not know the other.',
      });
    }
  };
  for (const start of uses.keys()) walk([start]);
  return [...found.values()];
}

/** Program files under a src folder for which the plan of the house has no place. */
export function checkPlaces(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path: file }) => isCode(file) && /^(?:apps|packages)\/[^/]+\/src\//u.test(file))
    .filter(({ path: file }) => !isTest(file) && zoneOf(file) === undefined)
    .map(({ path: file }) => ({
      file,
      what: 'lies where the import law knows no zone',
      instead: `Put it into a feature, the platform or the root of its program; the zones are: ${ZONES.map((zone) => zone.name).join(', ')} (tools/import-law.ts).`,
    }));
}
