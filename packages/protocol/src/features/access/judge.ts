import { isSite, isTitle, pageAddress, readSite, type PageAddress, type Site } from './site.ts';

/** One thing that has a say on which pages may be open, as lists go. */
export interface Say {
  /** Of the restriction or the access policy. */
  readonly id: string;
  readonly kind: 'internet-off' | 'block' | 'allow-only' | 'allow';
  readonly sites: readonly string[];
  readonly titles: readonly string[];
}

/** Those that hold now, in layers; the strongest layer first. Within a layer the order means nothing. */
export type Says = readonly (readonly Say[])[];

export type Verdict =
  /** `by`: what let it be, or null where nothing was against it. */
  | { readonly open: true; readonly by: string | null }
  /** `why`: `list`: it is on a block list. `not-listed`: only other sites are allowed. `title`: by its title. `scheme`: it is no page of the web. */
  | {
      readonly open: false;
      readonly by: string;
      readonly why: 'internet-off' | 'list' | 'not-listed' | 'title' | 'scheme';
    };

interface ReadSay extends Omit<Say, 'sites'> {
  readonly sites: readonly Site[];
}

/** Lists made ready once, to be asked about many pages. */
export interface Judge {
  /**
   * Whether a page may be open. The layers are asked from the strongest on, and the first that has an answer decides.
   * Within a layer what lets a page be goes before what blocks it, and that before a list of the only ones. Internet
   * off, in any layer, closes all. What is always open is open whatever else holds.
   *
   * @param title of the page where it is known
   */
  of(url: string, title?: string): Verdict;
}

/** @param alwaysOpen hosts that nothing closes, with all their subdomains */
export function createJudge(says: Says, alwaysOpen: readonly string[]): Judge {
  const layers = says.map((layer) => layer.map(read));
  const off = layers.flat().find(({ kind }) => kind === 'internet-off');
  const only = layers.flat().find(({ kind }) => kind === 'allow-only');
  const help: readonly Site[] = alwaysOpen.flatMap((written) => {
    const one = readSite(written);
    return one.ok && one.site.host !== null ? [one.site] : [];
  });
  function ofPage(page: PageAddress, title: string | undefined): Verdict {
    if (help.some((site) => isSite(site, page))) return { open: true, by: null };
    if (off !== undefined) return { open: false, by: off.id, why: 'internet-off' };
    for (const layer of layers) {
      const verdict = ofLayer(layer, page, title);
      if (verdict !== null) return verdict;
    }
    return { open: true, by: null };
  }
  return {
    of(url, title) {
      const page = pageAddress(url);
      if (page !== null) return ofPage(page, title);
      // What a page has made lies under its address: `blob:https://site/…`.
      const maker = pageAddress(url.replace(/^\s*(?:blob|filesystem):/i, ''));
      const made = maker === null ? null : ofPage(maker, title);
      if (made?.open === false) return made;
      // A page that a pupil brought along (data:, blob:, file:) would be a way round every list of sites.
      const strict = isBrowsers(url) ? undefined : (off ?? only);
      return strict === undefined
        ? { open: true, by: null }
        : { open: false, by: strict.id, why: strict === off ? 'internet-off' : 'scheme' };
    },
  };
}

function ofLayer(layer: readonly ReadSay[], page: PageAddress, title: string | undefined): Verdict | null {
  const listed = (say: ReadSay): boolean => say.sites.some((site) => isSite(site, page));
  const allowed = layer.find((say) => say.kind === 'allow' && listed(say));
  if (allowed !== undefined) return { open: true, by: allowed.id };
  for (const say of layer) {
    if (say.kind !== 'block') continue;
    if (listed(say)) return { open: false, by: say.id, why: 'list' };
    if (title !== undefined && say.titles.some((pattern) => isTitle(pattern, title)))
      return { open: false, by: say.id, why: 'title' };
  }
  const onlies = layer.filter(({ kind }) => kind === 'allow-only');
  const [first] = onlies;
  if (first === undefined) return null;
  const within = onlies.find(listed);
  return within === undefined
    ? { open: false, by: first.id, why: 'not-listed' }
    : { open: true, by: within.id };
}

/** Pages of the browser itself, which bring nothing from elsewhere. */
function isBrowsers(url: string): boolean {
  return (
    /^(?:about:(?:blank|newtab|srcdoc)(?:[?#]|$)|chrome:|edge:|chrome-(?:extension|error|search|untrusted):|devtools:)/i.test(
      url,
    ) || url === ''
  );
}

function read(say: Say): ReadSay {
  const sites = say.sites.flatMap((written) => {
    const one = readSite(written);
    return one.ok ? [one.site] : [];
  });
  return { ...say, sites };
}
