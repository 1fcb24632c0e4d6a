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
  /** Where there is no host: what the host of a page must be, or its host and path together; `*` for any text. */
  readonly anywhere: string | null;
}

export type ReadSite =
  | { readonly ok: true; readonly site: Site }
  | { readonly ok: false; readonly problem: string };

/** A host as a rule names it: letters, figures, hyphens, underscores and dots; also one word such as `intranet`. */
const HOST = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** An address that names a scheme of the web, or begins like one that names none. */
const SCHEME = /^(?:https?:)?\/\//;
/**
 * What many sites end in, and no site of its own: a slip such as `com` would be half of the web. Not the whole list of
 * public suffixes: `gov.uk` and `nhs.uk` are sites, too. Whoever means it writes `*.com`.
 */
const SUFFIX =
  /^(?:[a-z]{2}|com|org|net|edu|gov|mil|int|info|biz|app|dev|xyz|top|online|site|shop|club|live|(?:co|com|org|net|ac|edu)\.[a-z]{2}|(?:sch|ltd|plc|me)\.uk)$/;
/** An IPv4 address in the clothes of IPv6, as the parser writes it. */
const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/**
 * Reads one address of a list as staff write it:
 *
 * - `bbc.co.uk`: the site with all its subdomains and pages;
 * - `bbc.co.uk/bitesize`: its pages whose path begins so; `*` stands for any text;
 * - `youtube.com/watch?v=abc`: its pages with that path and these parts of a query, in whatever order;
 * - `*.bbc.co.uk`: the same as `bbc.co.uk`;
 * - `*games.com`, `google.*`: every site whose host is so;
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
  const head = (cut < 0 ? bare : bare.slice(0, cut)).replace(/^.*@/, '').replace(/:\d*$/, '');
  const rest = cut < 0 ? '' : restOf(bare.slice(cut)).replace(/\*+/g, '*');
  const named = head.replace(/^\*\./, '');
  if (named.includes('*')) {
    const stars = `${head}${rest === '' ? '' : `${rest}*`}`.replace(/\*+/g, '*');
    return /[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(stars)
      ? { ok: true, site: { host: null, path: '', anywhere: stars } }
      : { ok: false, problem: 'would be nearly every page: name a site, or use “internet off”' };
  }
  const host = asciiHost(named);
  if (host === null) return { ok: false, problem: 'must be a site such as bbc.co.uk' };
  const plain = host.replace(/^www\.(?=.*\.)/, '');
  if (SUFFIX.test(plain) && named === head) {
    return {
      ok: false,
      problem: `would be every site that ends in .${plain}: name one, or write *.${plain} if all are meant`,
    };
  }
  const path = rest === '/' || rest === '/*' ? '' : rest;
  return { ok: true, site: { host: plain, path, anywhere: null } };
}

/** Null for what is no host. Letters of other scripts become the form that travels (`bücher.de`: `xn--bcher-kva.de`). */
function asciiHost(name: string): string | null {
  if (name === '') return null;
  const host = plainHost(parseUrl(`http://${name}/`)?.hostname ?? '');
  return HOST.test(host) || /^\[[0-9a-f:]+\]$/.test(host) ? host : null;
}

/** As the parser has it, which is how a page's comes. */
function restOf(written: string): string {
  const { pathname, search } = parseUrl(`http://site${written}`) ?? { pathname: '/', search: '' };
  return pathOf(`${pathname}${search}`);
}

/** A host in the one form in which hosts are compared. */
function plainHost(hostname: string): string {
  const [, high, low] = MAPPED.exec(hostname) ?? [];
  if (high === undefined || low === undefined) return hostname.replace(/\.$/, '');
  const [front, back] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [front >> 8, front & 255, back >> 8, back & 255].join('.');
}

/** The address of a page as lists are compared with it; null for what no list of sites is about, such as `chrome:`. */
export interface PageAddress {
  readonly host: string;
  /** Path and query in one form: lower case, percent-encoding undone, no `//`, `.` or `..` in the path. */
  readonly path: string;
  /** Host and path. */
  readonly whole: string;
}

/** Null for what is not a page of the web. The source of a page is that page. */
export function pageAddress(url: string): PageAddress | null {
  const parsed = parseUrl(url.replace(/^\s*(?:view-source:\s*)+/i, ''));
  if (parsed === null) return null;
  const { protocol, hostname, pathname, search } = parsed;
  if (!/^(?:https?|wss?|ftp):$/.test(protocol) || hostname === '') return null;
  const host = plainHost(hostname);
  const path = pathOf(`${pathname}${search}`);
  return { host, path, whole: `${host}${path}` };
}

/**
 * A path with its query in the form in which paths are compared. Servers take a page for the same whether its path is
 * written in capitals, percent-encoded (`%67ames`), with two slashes or by a way round (`x%2f..%2fgames`): lists do, too.
 */
function pathOf(written: string): string {
  const cut = written.indexOf('?');
  const [path, query] = cut < 0 ? [written, ''] : [written.slice(0, cut), written.slice(cut)];
  const steps: string[] = [];
  for (const step of plainText(path).split(/[/\\]+/)) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  const walked = steps.join('/');
  return `${walked.startsWith('/') ? '' : '/'}${walked}${plainText(query)}`;
}

/** Percent-encoding undone where it is one, whatever stands beside it; in lower case. */
function plainText(text: string): string {
  const ascii = text.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return ascii
    .replace(/(?:%[89a-f][0-9a-f])+/gi, decoded)
    .toLowerCase()
    .normalize('NFC');
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
  if (site.anywhere !== null) return isAnywhere(site.anywhere, page);
  if (site.host === null) return false;
  if (page.host !== site.host && !page.host.endsWith(`.${site.host}`)) return false;
  return site.path === '' || isPath(site.path, page.path);
}

/** With and without `www.`, which nobody can be asked to think of. */
function isAnywhere(pattern: string, page: PageAddress): boolean {
  const bare = page.host.replace(/^www\./, '');
  return [bare, `www.${bare}`, page.host].some(
    (host) => fits(pattern, host) || fits(pattern, `${host}${page.path}`),
  );
}

function isPath(pattern: string, path: string): boolean {
  const asked = pattern.indexOf('?');
  const cut = path.indexOf('?');
  const [front, query] = cut < 0 ? [path, ''] : [path.slice(0, cut), path.slice(cut + 1)];
  // `/bitesize` is the page that `/bitesize/` is.
  if (asked < 0) return fits(`${pattern}*`, path) || fits(pattern, `${front}/`);
  if (!fits(pattern.slice(0, asked), front)) return false;
  const parts = query.split('&');
  return pattern
    .slice(asked + 1)
    .split('&')
    .every((piece) => parts.some((part) => fits(`${piece}*`, part)));
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
