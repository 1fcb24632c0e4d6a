import { MOST_SITE_LETTERS, pageAddress, readSite } from '@lapwing/protocol/features/access/site.ts';
import { parseUrl } from '@lapwing/protocol/features/access/web-url.ts';

/** A page that was asked for, as it is kept. */
export interface AskedPage {
  /** Without user name, port of no meaning, query and fragment. */
  readonly url: string;
  readonly site: string;
}

/** Letters of an address that is kept. */
const LONGEST = 2000;
/** Where the page is one of its query and not of its path: without it a whole site would be asked for. */
const NAMED_BY_QUERY = Object.freeze([
  { host: /(?:^|\.)youtube\.com$/, path: '/watch', name: 'v', value: /^[\w-]{1,20}$/ },
]);

/** The page as staff see it; null for what is no page of the web. A query can hold what is nobody's business. */
export function askedPage(written: string): AskedPage | null {
  const parsed = parseUrl(written);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null;
  const site = pageAddress(written)?.host ?? '';
  if (site === '' || site.length > 253) return null;
  const named = NAMED_BY_QUERY.find(({ host, path }) => host.test(site) && path === parsed.pathname);
  const value = named === undefined ? null : new URLSearchParams(parsed.search).get(named.name);
  const query =
    named !== undefined && value !== null && named.value.test(value) ? `?${named.name}=${value}` : '';
  const url = `${parsed.protocol}//${parsed.hostname}${parsed.pathname}${query}`;
  return { url: url.slice(0, LONGEST), site };
}

/**
 * What a list of sites calls the page, or its site. An address that is too long for a list, or has a star in it, which
 * would stand for any text, is named by what comes before. Null where no list can name it.
 */
export function patternOf(page: AskedPage, what: 'page' | 'site'): string | null {
  const whole = what === 'site' ? page.site : page.url.replace(/^https?:\/\//, '');
  const star = whole.indexOf('*');
  const plain = star < 0 ? whole : whole.slice(0, whole.lastIndexOf('/', star));
  const short =
    plain.length <= MOST_SITE_LETTERS
      ? plain
      : plain.slice(0, Math.max(plain.lastIndexOf('/', MOST_SITE_LETTERS), 0));
  const pattern = short === '' ? page.site : short;
  return readSite(pattern).ok ? pattern : null;
}
