import { z } from 'zod';
import { parseUrl } from './web-url.ts';

/** Letters of one address of a list. */
export const MOST_SITE_LETTERS = 200;

/** What a listed address comes to; all of it in lower case, the host in its ASCII form. */
export interface Site {
  /** The host, with all its subdomains; null where the pattern is about the whole address. */
  readonly host: string | null;
  /** What the path and query must begin with, `*` for any text; empty for every page of the host. */
  readonly path: string;
  /** Where there is no host: what the whole address must be, `*` for any text. */
  readonly anywhere: string | null;
}

export type ReadSite =
  | { readonly ok: true; readonly site: Site }
  | { readonly ok: false; readonly problem: string };

/** A host as a rule names it: letters, figures, hyphens and dots, at least one dot, or one word such as `intranet`. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** An address that names a scheme of the web, or begins like one that names none. */
const SCHEME = /^(?:https?:)?\/\//;

/**
 * Reads one address of a list as staff write it:
 *
 * - `bbc.co.uk`: the site with all its subdomains and pages;
 * - `bbc.co.uk/bitesize`: its pages whose path begins so; `*` stands for any text;
 * - `*.bbc.co.uk`: the same as `bbc.co.uk`;
 * - `*unblocked*`: every address that has this text, wherever it stands.
 *
 * A scheme, `www.`, a port, user names, and what stands after `#` are left out. Never throws.
 */
export function readSite(written: string): ReadSite {
  const text = written.trim().toLowerCase();
  if (text === '') return { ok: false, problem: 'must not be empty' };
  if (text.length > MOST_SITE_LETTERS) {
    return { ok: false, problem: `must have at most ${MOST_SITE_LETTERS} letters` };
  }
  if (/[\s\p{Cc}\\]/u.test(text) || !text.isWellFormed()) {
    return { ok: false, problem: 'must not have spaces' };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(text) && !SCHEME.test(text)) {
    return { ok: false, problem: 'must be a site of the web, such as bbc.co.uk' };
  }
  const bare = text.replace(SCHEME, '').replace(/#.*$/, '');
  const cut = bare.search(/[/?]/);
  const named = (cut < 0 ? bare : bare.slice(0, cut)).replace(/^\*\./, '').replace(/^[^@]*@/, '');
  if (named.includes('*')) {
    const stars = bare.replace(/\*+/g, '*');
    return /[a-z0-9]/.test(stars) || /\p{L}/u.test(stars)
      ? { ok: true, site: { host: null, path: '', anywhere: stars } }
      : { ok: false, problem: 'would be every page: name a site, or use “internet off”' };
  }
  const host = asciiHost(named.replace(/:\d+$/, '').replace(/\.$/, ''));
  if (host === null) return { ok: false, problem: 'must be a site such as bbc.co.uk' };
  const rest = cut < 0 ? '' : bare.slice(cut).replace(/\*+/g, '*');
  const path = rest === '/' || rest === '/*' || rest === '' ? '' : rest.startsWith('?') ? `/${rest}` : rest;
  return { ok: true, site: { host: host.replace(/^www\.(?=.*\.)/, ''), path, anywhere: null } };
}

/** Null for what is no host. Letters of other scripts become the form that travels (`bücher.de`: `xn--bcher-kva.de`). */
function asciiHost(name: string): string | null {
  if (name === '') return null;
  const hostname = parseUrl(`http://${name}/`)?.hostname ?? '';
  return HOST.test(hostname) || /^\[[0-9a-f:]+\]$/.test(hostname) ? hostname : null;
}

/** The address of a page as lists are compared with it; null for what no list of sites is about, such as `chrome:`. */
export interface PageAddress {
  readonly host: string;
  /** Path and query, in lower case, percent-encoding undone where that is possible. */
  readonly path: string;
  /** Host and path. */
  readonly whole: string;
}

/** Null for what is not a page of the web. */
export function pageAddress(url: string): PageAddress | null {
  const parsed = parseUrl(url);
  if (parsed === null) return null;
  const { protocol, hostname, pathname, search } = parsed;
  if (!/^(?:https?|wss?|ftp):$/.test(protocol) || hostname === '') return null;
  const host = hostname.replace(/\.$/, '');
  const path = decoded(`${pathname}${search}`).toLowerCase();
  return { host, path, whole: `${host}${path}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a page is one of the listed. */
export function isSite(site: Site, page: PageAddress): boolean {
  if (site.anywhere !== null)
    return fits(site.anywhere, page.whole) || fits(site.anywhere, `www.${page.whole}`);
  if (site.host === null) return false;
  if (page.host !== site.host && !page.host.endsWith(`.${site.host}`)) return false;
  return site.path === '' || fits(`${site.path}*`, page.path);
}

/**
 * Whether the whole text is as the pattern says, in which `*` stands for any text and nothing else is special. In time
 * that grows with both lengths only, whatever the pattern.
 */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** One address of a list, as staff write it; see {@link readSite}. */
export const SitePattern = z
  .string()
  .max(MOST_SITE_LETTERS)
  .superRefine((written, context) => {
    const read = readSite(written);
    if (!read.ok) context.addIssue({ code: 'custom', message: read.problem });
  });

/** A title of a page or window, whole; `*` stands for any text, case does not matter. */
export const TitlePattern = z
  .string()
  .trim()
  .min(3, 'must have at least three letters')
  .max(MOST_SITE_LETTERS)
  .regex(/[\p{L}\p{N}].*[\p{L}\p{N}]/u, 'must have at least two letters')
  .refine((title) => title.isWellFormed() && !/\p{Cc}/u.test(title), 'must be text');

/** Whether a title is as the pattern says. */
export function isTitle(pattern: string, title: string): boolean {
  return fits(pattern.toLowerCase(), title.trim().toLowerCase());
}
