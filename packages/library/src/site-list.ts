import { z } from 'zod';
import type { LibraryFile } from './load.ts';

/** A host in lower case, or one part of it: `bing.com/translator`. */
const site = z
  .string()
  .max(100)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]+(?:\/[a-z0-9-]+)?$/u,
    'A site is a host such as bbc.co.uk.',
  )
  .refine((host) => !host.startsWith('www.'), 'A site stands without www.');

/**
 * A ready list of sites of one kind, for access policies: our own selection of well-known ones, looked through on a day.
 * It does not stand in for a filter, which schools in England must have besides (KCSIE, filtering and monitoring).
 */
export const siteListSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z-]{2,38}$/u, 'A key is lower case letters and hyphens.'),
  title: z.string().min(3).max(60),
  /** What is in it, and what to mind: a sentence or three. */
  explains: z.string().min(20).max(320),
  /** The day on which somebody last looked through it. */
  reviewed: z.iso.date(),
  sites: z.array(site).min(25).max(80),
});
export type SiteList = Readonly<z.infer<typeof siteListSchema>>;

/** `problems` name the file and the place, for whoever edits the lists. */
export type LoadedSiteLists =
  | { readonly ok: true; readonly lists: readonly SiteList[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks the lists: shape, one file for each key, each site once and in order. Sorted by title. */
export function loadSiteLists(files: readonly LibraryFile[]): LoadedSiteLists {
  const problems: string[] = [];
  const lists: SiteList[] = [];
  for (const { name, content } of files) {
    const parsed = siteListSchema.safeParse(content);
    if (!parsed.success) {
      problems.push(`${name}: ${z.prettifyError(parsed.error)}`);
      continue;
    }
    const { key, sites } = parsed.data;
    if (name !== `site-lists/${key}.json`) problems.push(`${name}: its name must be site-lists/${key}.json.`);
    for (const [place, one] of sites.entries()) {
      const next = sites[place + 1];
      if (next !== undefined && one >= next) problems.push(`${name}: ${next} must come before ${one}, once.`);
    }
    lists.push(parsed.data);
  }
  if (problems.length > 0) return { ok: false, problems };
  lists.sort((a, b) => (a.title < b.title ? -1 : 1));
  return { ok: true, lists };
}
