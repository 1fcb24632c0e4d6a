import { readSite } from '@lapwing/protocol/features/access/site.ts';
import { keyOf } from './check.ts';

export interface ReadSites {
  readonly sites: readonly string[];
  /** `line` counts from 1. */
  readonly problems: ReadonlyArray<{
    readonly line: number;
    readonly text: string;
    readonly problem: string;
  }>;
  /** Sites that stood there already. */
  readonly doubled: number;
}

/** What the first column of such a file is called. */
const HEADING = /^(?:addresse?s?|domains?|hosts?|hostnames?|links?|sites?|urls?|web ?sites?)$/i;
/** Lists of hosts as operating systems and other filters keep them. */
const HOSTS_FILE = /^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+(\S+)/;
/** Letters of a line that are shown back. */
const SHOWN = 120;

/**
 * Reads a pasted list or a file of sites: one in each line, or in the first column of a CSV. Empty lines, lines that
 * begin with `#`, and a heading are passed over. Never throws.
 */
export function sitesOfText(text: string): ReadSites {
  const sites: string[] = [];
  const problems: Array<{ line: number; text: string; problem: string }> = [];
  const seen = new Set<string>();
  let doubled = 0;
  for (const [place, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const written = firstCell(line);
    if (written === '' || written.startsWith('#') || (place === 0 && HEADING.test(written))) continue;
    const read = readSite(written);
    if (!read.ok) {
      problems.push({ line: place + 1, text: written.slice(0, SHOWN).toWellFormed(), problem: read.problem });
      continue;
    }
    const key = keyOf(written);
    if (seen.has(key)) doubled += 1;
    else sites.push(plainly(written));
    seen.add(key);
  }
  return { sites, problems, doubled };
}

function firstCell(line: string): string {
  const text = line.trim();
  const host = HOSTS_FILE.exec(text)?.[1];
  if (host !== undefined) return host;
  const quoted = /^"((?:[^"]|"")*)"/.exec(text);
  if (quoted !== null) return (quoted[1] ?? '').replaceAll('""', '"').trim();
  return (text.split(/[,;\t]/)[0] ?? '').trim();
}

/** Without what means nothing in a list: `https://www.bbc.co.uk/` is `bbc.co.uk`. */
function plainly(written: string): string {
  return written
    .replace(/^(?:https?:)?\/\//i, '')
    .replace(/^www\.(?=.*\.)/i, '')
    .replace(/^([^/?#]+)\/$/, '$1');
}
