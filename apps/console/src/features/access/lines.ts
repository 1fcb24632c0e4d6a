import { readSite } from '@lapwing/protocol/features/access/site.ts';
import { ApplicationPattern } from '@lapwing/protocol/features/restrictions/rules.ts';

export interface Lines {
  readonly values: readonly string[];
  /** `line` counts from 1. */
  readonly problems: ReadonlyArray<{
    readonly line: number;
    readonly text: string;
    readonly problem: string;
  }>;
  /** Lines that say what another has said. */
  readonly doubled: number;
}

/** A field of one site in each line. Empty lines are passed over; what is doubled is counted and taken once. */
export function readSiteLines(text: string): Lines {
  return readLines(text, (line) => {
    const read = readSite(line);
    return read.ok
      ? { ok: true, key: `${read.site.host ?? ''}${read.site.path} ${read.site.anywhere ?? ''}` }
      : { ok: false, problem: read.problem };
  });
}

/** A field of one title in each line. */
export function readTitleLines(text: string): Lines {
  return readLines(text, (line) =>
    line.length < 3 || !/[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(line)
      ? { ok: false, problem: 'must have at least three letters' }
      : line.length > 200
        ? { ok: false, problem: 'must have at most 200 letters' }
        : { ok: true, key: line.toLowerCase() },
  );
}

/** A field of one program in each line. */
export function readApplicationLines(text: string): Lines {
  return readLines(text, (line) => {
    const read = ApplicationPattern.safeParse(line);
    return read.success
      ? { ok: true, key: line.toLowerCase() }
      : { ok: false, problem: read.error.issues[0]?.message ?? 'cannot be read' };
  });
}

/** Endings of files, in lines or parted by commas or spaces, with or without a dot. */
export function readEndings(text: string): Lines {
  return readLines(text.replaceAll(/[\s,;]+/g, '\n').replaceAll(/^\*?\./gm, ''), (line) =>
    /^[a-z0-9]{1,12}$/i.test(line)
      ? { ok: true, key: line.toLowerCase() }
      : { ok: false, problem: 'must be an ending such as exe' },
  );
}

function readLines(
  text: string,
  read: (line: string) => { ok: true; key: string } | { ok: false; problem: string },
): Lines {
  const values = new Map<string, string>();
  const problems: Array<{ line: number; text: string; problem: string }> = [];
  let doubled = 0;
  for (const [place, line] of text.split(/\r?\n/).entries()) {
    const written = line.trim();
    if (written === '') continue;
    const one = read(written);
    if (!one.ok) problems.push({ line: place + 1, text: written, problem: one.problem });
    else if (values.has(one.key)) doubled += 1;
    else values.set(one.key, written);
  }
  return { values: [...values.values()], problems, doubled };
}
