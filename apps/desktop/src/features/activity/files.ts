import type { ActivityDone } from '@lapwing/protocol/features/activity/recorded.event.ts';
import type { FileChange } from '../../platform/contract/files.ts';

/** What programs call files while they write them, and what they keep for themselves. */
const NOT_A_PERSONS: readonly RegExp[] = [
  /^\./u,
  /^~\$/u,
  /~$/u,
  /^~wr[dl]\d*\.tmp$/iu,
  /\.(?:tmp|temp|part|partial|crdownload|download|swp|swx|lock|bak)$/iu,
  /^(?:thumbs\.db|desktop\.ini)$/iu,
];

/**
 * What a person did to a file, as it is recorded; null for what is theirs no deed: making a file, and what a program does
 * while it saves one.
 */
export function doneToFile(change: FileChange): ActivityDone | null {
  const { folder, name } = partsOf(change.path);
  if (name === '' || isPrograms(name)) return null;
  switch (change.kind) {
    case 'created':
      return null;
    case 'deleted':
      return { kind: 'file-deleted', name, folder, isFolder: change.folder };
    case 'renamed': {
      const before = partsOf(change.from);
      if (before.name === '' || isPrograms(before.name)) return null;
      // Moved: where it lay before says more than a name that is the same.
      const from = before.folder === folder ? before.name : change.from;
      return { kind: 'file-renamed', name, folder, isFolder: change.folder, from };
    }
  }
}

function isPrograms(name: string): boolean {
  return NOT_A_PERSONS.some((pattern) => pattern.test(name));
}

/** The last part of an absolute path of either system, and all before it. */
function partsOf(path: string): { readonly folder: string; readonly name: string } {
  const bare = path.replace(/[\\/]+$/u, '');
  // A name on Linux may hold a backslash.
  const at = bare.startsWith('/') ? bare.lastIndexOf('/') : bare.search(/[\\/][^\\/]*$/u);
  return { folder: bare.slice(0, Math.max(0, at)), name: bare.slice(at + 1) };
}
