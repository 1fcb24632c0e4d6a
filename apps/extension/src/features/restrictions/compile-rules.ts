import type { Say, Says } from '@lapwing/protocol/features/access/judge.ts';
import { readSite, type Site } from '@lapwing/protocol/features/access/site.ts';
import type { NetAction, NetRule, RequestKind } from '../../platform/contract/net-rules.ts';

/** Below what browsers take: 1,000 with expressions, 5,000 that send elsewhere, 30,000 in all. */
const MOST_PATTERNS = 900;
const MOST_SENDING = 4800;
const MOST_RULES = 28_000;
/** Letters of a wildcard pattern; a longer one would be a larger expression than browsers take. */
const MOST_PATTERN_LETTERS = 60;

export const BLOCKED_PAGE = 'blocked.html';
const SEND: NetAction = Object.freeze({ kind: 'own-page', page: `/${BLOCKED_PAGE}` });
const CLOSE: NetAction = Object.freeze({ kind: 'close' });
const ALLOW: NetAction = Object.freeze({ kind: 'allow' });
const ALL: readonly RequestKind[] = Object.freeze(['page', 'frame', 'part']);

/** Each layer has this many places; the strongest layer has the highest. */
const LAYER_STEP = 10;
const ALLOWED = 5;
const BLOCKED = 4;
const LISTED = 3;
const NOT_LISTED = 2;

/** A rule before it has its place. */
type Condition = Pick<NetRule, 'hosts' | 'filter' | 'pattern'> & { readonly kinds?: readonly RequestKind[] };

export interface WebToCompile {
  readonly says: Says;
  readonly alwaysOpen: readonly string[];
}

/**
 * The rules that the browser follows by itself for what `createJudge` says of addresses. They close nothing that the
 * judge leaves open, but for addresses that lead round a listed path (`/games/x%2f..%2f..`). They are laxer where an
 * address cannot be told by what browsers offer; there the guard, which asks the judge, closes the page at once: titles;
 * addresses with percent-encoding, a port, user names or `//` under a listed path or wildcard; letters of other scripts in
 * a path; a query in another order; more than some thousand listed paths.
 *
 * @param locked while the device is locked no page is opened
 */
export function compileRules(web: WebToCompile, locked: boolean): NetRule[] {
  const list = createList();
  const top = web.says.length * LAYER_STEP;
  const off = top + LAYER_STEP;
  const always = off + LAYER_STEP;
  const lock = always + LAYER_STEP;
  if (locked) list.add(lock, {}, ['page'], SEND);
  const closes = web.says.some((layer) => layer.some(({ kind }) => kind !== 'allow'));
  if (closes) {
    const open = sitesOf([{ sites: web.alwaysOpen }]).filter(({ host }) => host !== null);
    for (const condition of atLeast(open)) list.add(always, condition, ALL, ALLOW);
    const hosts = wholeHosts(open);
    // What a page of help loads from elsewhere belongs to it.
    if (hosts.length > 0) list.add(always, { hosts }, ['page'], { kind: 'allow-with-parts' });
  }
  if (web.says.some((layer) => layer.some(({ kind }) => kind === 'internet-off'))) {
    list.add(off, {}, ['page'], SEND);
    list.add(off, {}, ['frame', 'part'], CLOSE);
  } else if (closes)
    web.says.forEach((layer, index) => addLayer(list, layer, (web.says.length - index) * LAYER_STEP));
  return list.rules;
}

interface RuleList {
  readonly rules: NetRule[];
  add(priority: number, condition: Condition, kinds: readonly RequestKind[], action: NetAction): void;
  /** Closes what fits; where there is no room any more it is left to the guard. */
  close(priority: number, condition: Condition): void;
}

function createList(): RuleList {
  const rules: NetRule[] = [];
  let sending = 0;
  let patterns = 0;
  const list: RuleList = {
    rules,
    add(priority, condition, kinds, action) {
      if (action.kind === 'own-page') sending += 1;
      if (condition.pattern !== undefined) patterns += 1;
      const { kinds: only, ...rest } = condition;
      rules.push({ priority, kinds: only ?? kinds, action, ...rest });
    },
    close(priority, condition) {
      if (sending >= MOST_SENDING || rules.length >= MOST_RULES) return;
      if (condition.pattern !== undefined && patterns >= MOST_PATTERNS - 1) return;
      list.add(priority, condition, ['page'], SEND);
      list.add(priority, condition, ['frame', 'part'], CLOSE);
    },
  };
  return list;
}

function addLayer(list: RuleList, layer: readonly Say[], base: number): void {
  const of = (kind: Say['kind']): Say[] => layer.filter((say) => say.kind === kind);
  for (const condition of atLeast(sitesOf(of('allow')))) list.add(base + ALLOWED, condition, ALL, ALLOW);
  for (const condition of atMost(sitesOf(of('block')))) list.close(base + BLOCKED, condition);
  const onlies = of('allow-only');
  if (onlies.length === 0) return;
  for (const condition of atLeast(sitesOf(onlies))) list.add(base + LISTED, condition, ALL, ALLOW);
  list.add(base + NOT_LISTED, {}, ['page'], SEND);
  // The parts of an allowed page come from everywhere; pages within it do not.
  list.add(base + NOT_LISTED, {}, ['frame'], CLOSE);
}

function sitesOf(says: readonly { readonly sites: readonly string[] }[]): Site[] {
  return says.flatMap(({ sites }) =>
    sites.flatMap((written) => {
      const read = readSite(written);
      return read.ok ? [read.site] : [];
    }),
  );
}

const IPV6 = /^\[/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
/** Text that stands in an address as it is. */
const PLAIN = /^[a-z0-9/_.~!$&()+,;=:?*-]*$/;
/** How an address begins, up to its host. */
const BEFORE_HOST = '^[a-z]+://';
/** Addresses that read otherwise than they are compared. */
const ODD = `%|^[a-z]+://(?:[^/?#]*@|[^/?#]*(?:\\.|:[0-9]+)(?:/|$)|.*//)`;

function wholeHosts(sites: readonly Site[]): string[] {
  return [
    ...new Set(
      sites.flatMap(({ host, path }) => (host !== null && path === '' && !IPV6.test(host) ? [host] : [])),
    ),
  ];
}

/** The same host in the clothes of IPv6, as browsers write it. */
function mapped(host: string): Condition {
  const [a = 0, b = 0, c = 0, d = 0] = host.split('.').map(Number);
  const hex = [a * 256 + b, c * 256 + d].map((half) => half.toString(16)).join(':');
  return { pattern: `${BEFORE_HOST}(?:[^/?#]*@)?\\[::ffff:${hex}\\](?:[:/]|$)` };
}

/** Conditions that fit every address of the sites, and few more. */
function atLeast(sites: readonly Site[]): Condition[] {
  const conditions: Condition[] = [];
  const hosts = new Set(wholeHosts(sites));
  const pathHosts = new Set<string>();
  let odd = false;
  for (const { host, path, anywhere } of sites) {
    if (host === null) {
      odd = true;
      const rest = (anywhere ?? '').replace(/^[w.*]+/, '').replace(/\*+$/, '');
      conditions.push(PLAIN.test(rest) && rest !== '' ? { filter: rest } : {});
    } else if (IPV6.test(host))
      conditions.push({ pattern: `${BEFORE_HOST}(?:[^/?#]*@)?${escaped(host)}(?:[:/]|$)` });
    else {
      if (IPV4.test(host)) conditions.push(mapped(host));
      if (path === '') continue;
      const begins = path.replace(/\?.*$/, '').replace(/[/*]+$/, '');
      if (PLAIN.test(begins)) {
        pathHosts.add(host);
        conditions.push({ filter: `||${host}${begins === '' ? '/' : begins}` });
      } else hosts.add(host);
    }
  }
  if (hosts.size > 0) conditions.push({ hosts: [...hosts] });
  if (odd) conditions.push({ pattern: ODD, kinds: ['page'] });
  else if (pathHosts.size > 0) conditions.push({ hosts: [...pathHosts], pattern: ODD, kinds: ['page'] });
  return conditions;
}

/** Conditions that fit nothing but addresses of the sites. */
function atMost(sites: readonly Site[]): Condition[] {
  const hosts = wholeHosts(sites);
  const conditions: Condition[] = hosts.length === 0 ? [] : [{ hosts }];
  for (const { host, path, anywhere } of sites) {
    const one =
      host === null
        ? ofWildcard(anywhere ?? '')
        : IPV6.test(host)
          ? path === ''
            ? { pattern: `${BEFORE_HOST}${escaped(host)}(?::[0-9]+)?(?:/|$)` }
            : null
          : path !== ''
            ? ofPath(host, path)
            : IPV4.test(host)
              ? mapped(host)
              : null;
    if (one !== null) conditions.push(one);
  }
  return conditions;
}

function ofPath(host: string, path: string): Condition | null {
  if (!PLAIN.test(path) || path.includes('&')) return null;
  if (!path.includes('*')) return { filter: `||${host}${path}` };
  if (path.length > MOST_PATTERN_LETTERS || path.includes('?')) return null;
  return { hosts: [host], pattern: `${BEFORE_HOST}[^/@%]*${withStars(path, '[^%@:#?]*')}[^@]*$` };
}

function ofWildcard(pattern: string): Condition | null {
  if (!PLAIN.test(pattern) || pattern.length > MOST_PATTERN_LETTERS || pattern.includes('./')) return null;
  if (pattern.endsWith('*'))
    return { pattern: `${BEFORE_HOST}${withStars(pattern.slice(0, -1), '[^%@:#]*')}[^@]*$` };
  if (/[/?:]/.test(pattern)) return null;
  return {
    pattern: `${BEFORE_HOST}(?:www\\.)?${withStars(pattern, '[a-z0-9._-]*')}\\.?(?::[0-9]+)?(?:/|$)`,
  };
}

/** Text in which `*` becomes another expression and nothing else is special. */
function withStars(text: string, star: string): string {
  return text
    .split('*')
    .map((part) => escaped(part))
    .join(star);
}

function escaped(text: string): string {
  return text.replace(/[.?*+^$()[\]{}|\\]/g, String.raw`\$&`);
}
