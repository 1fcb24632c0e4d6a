import { readFileSync } from 'node:fs';

import x11 from 'x11';
import { z } from 'zod';

import { type ComposeTable, parseCompose } from './compose.ts';

const SYSTEM = '/usr/share/X11/locale/en_US.UTF-8/Compose';
const named = z.record(z.string(), z.unknown());
const numbered = z.object({ code: z.number() });

/**
 * The sequences of the system, read when the first one is needed, since most people never type one. Null where the
 * system has none.
 */
export function composeOf(file: string = SYSTEM): () => ComposeTable | null {
  let table: ComposeTable | null | undefined;
  return () => {
    table ??= read(file);
    return table;
  };
}

function read(file: string): ComposeTable | null {
  try {
    const keysyms = named.parse(x11.keySyms);
    const names = new Map(
      Object.entries(keysyms).flatMap(([name, value]) => {
        const code = numbered.safeParse(value).data?.code;
        return code === undefined ? [] : [[name.slice('XK_'.length), code] as const];
      }),
    );
    return parseCompose(readFileSync(file, 'utf8'), names);
  } catch {
    return null;
  }
}
