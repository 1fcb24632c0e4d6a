import { readSite } from '@lapwing/protocol/features/access/site.ts';
import { MOST_SITES_AT_HAND } from '@lapwing/protocol/features/restrictions/effect.ts';

export interface TypedSites {
  readonly sites: readonly string[];
  /** The first thing that is wrong, with what to write instead; undefined where nothing is. */
  readonly problem: string | undefined;
}

/** Sites as a teacher types them: between spaces, commas or lines, each once. */
export function typedSites(text: string): TypedSites {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const sites = [...new Map(words.map((word) => [word.toLowerCase(), word])).values()];
  if (sites.length === 0) return { sites, problem: 'Give at least one site, such as bbc.co.uk.' };
  for (const site of sites) {
    const read = readSite(site);
    if (!read.ok) return { sites, problem: `“${site}” ${read.problem}.` };
  }
  if (sites.length > MOST_SITES_AT_HAND)
    return {
      sites,
      problem: `At most ${MOST_SITES_AT_HAND} sites at once; an access policy takes longer lists.`,
    };
  return { sites, problem: undefined };
}
