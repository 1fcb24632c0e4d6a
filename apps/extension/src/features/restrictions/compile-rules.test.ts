import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createJudge, type Say, type Says } from '@lapwing/protocol/features/access/judge.ts';
import * as fc from 'fast-check';
import type { NetRule, RequestKind } from '../../platform/contract/net-rules.ts';
import { compileRules } from './compile-rules.ts';
import { searchRules } from './safe-search.ts';

/** What a browser does with a request, after the rules of declarativeNetRequest. */
function decide(rules: readonly NetRule[], url: string, kind: RequestKind): NetRule | null {
  const order = ['allow', 'allow-with-parts', 'close', 'query', 'own-page'];
  const fitting = rules.filter((rule) => rule.action.kind !== 'header' && fitsRule(rule, url, kind));
  return (
    fitting.toSorted(
      (left, right) =>
        right.priority - left.priority || order.indexOf(left.action.kind) - order.indexOf(right.action.kind),
    )[0] ?? null
  );
}

function isOpen(rules: readonly NetRule[], url: string, kind: RequestKind = 'page'): boolean {
  return !['close', 'own-page'].includes(decide(rules, url, kind)?.action.kind ?? 'allow');
}

function fitsRule(rule: NetRule, url: string, kind: RequestKind): boolean {
  if (!rule.kinds.includes(kind)) return false;
  const { href, hostname } = new URL(url);
  const host = hostname.replace(/\.$/, '');
  if (rule.hosts !== undefined && !rule.hosts.some((one) => host === one || host.endsWith(`.${one}`)))
    return false;
  if (rule.pattern !== undefined && !new RegExp(rule.pattern, 'i').test(href)) return false;
  return rule.filter === undefined || fitsFilter(rule.filter, href, hostname);
}

function fitsFilter(filter: string, href: string, hostname: string): boolean {
  const text = filter.replace(/^\|\|/, '');
  const source = text
    .split('*')
    .map((part) => part.replace(/[.?*+^$()[\]{}|\\]/g, String.raw`\$&`))
    .join('.*');
  if (!filter.startsWith('||')) return new RegExp(source, 'i').test(href);
  const begin = href.indexOf(hostname, href.indexOf('@') < href.indexOf('/', 8) ? href.indexOf('@') + 1 : 0);
  const labels = [0, ...[...hostname.matchAll(/\./g)].map(({ index }) => index + 1)];
  return labels.some((label) => new RegExp(`^${source}`, 'i').test(href.slice(begin + label)));
}

const HOSTS = [
  'games.example',
  'bbc.co.uk',
  'www.bbc.co.uk',
  'sub.games.example',
  'xn--bcher-kva.de',
  '10.0.0.7',
];
const SITES = [
  ...HOSTS,
  'games.example/play',
  'games.example/play/',
  'bbc.co.uk/bitesize*maths',
  'bbc.co.uk/a*d',
  'bücher.de/straße',
  'games.example/watch?v=abc',
  'games.example/?q=cats',
  '*games*',
  '*game*.example',
  'www.g*',
  '*.bbc.*',
  'google.*',
  '*play*1',
  '*bet*',
  '10.0.0.7/x',
  '[::1]',
  '*unblocked*/games',
];
const site = fc.constantFrom(...SITES);
const say = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom<Say['kind']>('block', 'block', 'allow', 'allow-only', 'internet-off'),
  sites: fc.array(site, { maxLength: 4 }),
  titles: fc.constant([]),
});
const says: fc.Arbitrary<Says> = fc.array(fc.array(say, { maxLength: 3 }), { maxLength: 4 });
const url = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    user: fc.constantFrom('', '', '', 'games.example@', 'u:80@', 'bet:bbc@'),
    host: fc.constantFrom(
      ...HOSTS,
      'evilgames.example',
      'games.example.evil.test',
      'google.com',
      'www.google.co.uk',
      'other.test',
      '[::1]',
      '[::ffff:10.0.0.7]',
      'GAMES.example',
      'bücher.de',
      'mygamesite.example',
    ),
    dot: fc.constantFrom('', '', '', '.'),
    port: fc.constantFrom('', '', '', ':8080', ':443'),
    path: fc.constantFrom(
      '/',
      '/play',
      '/play/1',
      '/Play/../play//x',
      '/%70lay',
      '/playground',
      '/bitesize/x/maths',
      '/bitesize/maths/%62',
      '/stra%C3%9Fe',
      '/watch?v=abc',
      '/watch?t=1&v=abc',
      '/watch?v=abcd&t=1',
      '/watch/x?v=abc',
      '/?q=cats',
      '/?q=alphabet',
      '/?u=http://games.example/play',
      '/a%2Bbet',
      '/unblocked/games',
      '/a/b/c/d',
      '//play',
      '/x#/play',
    ),
  })
  .map(({ scheme, user, host, dot, port, path }) => {
    const plain = /^\[|^\d/.test(host) ? '' : dot;
    return `${scheme}://${user}${host}${plain}${port}${path}`;
  })
  .filter((text) => URL.canParse(text));
const ALWAYS = ['help.example', 'childline.org.uk'];

test('a page that the judge leaves open is closed by no rule', () => {
  fc.assert(
    fc.property(says, url, (all, address) => {
      const judge = createJudge(all, ALWAYS);
      if (!judge.of(address).open) return;
      const rules = compileRules({ says: all, alwaysOpen: ALWAYS }, false);
      assert.ok(isOpen(rules, address), JSON.stringify([address, decide(rules, address, 'page')]));
    }),
    { numRuns: 3000 },
  );
});

/** What the guard has to see to: see the words at `compileRules`. */
function leftToGuard(address: string, all: Says): boolean {
  const { href, host } = new URL(address);
  const odd = /%|@|\/\/.*\/\/|:\d+(?:\/|$)|\.(?:[:/]|$)/.test(href) || host.startsWith('[');
  const hard = all.flat().some(({ sites }) => sites.some((one) => /[*?/]/.test(one.replace(/\/$/, ''))));
  return odd && hard;
}

test('a page that the judge closes is closed by a rule, but for what is left to the guard', () => {
  let closed = 0;
  let left = 0;
  fc.assert(
    fc.property(says, url, (all, address) => {
      const verdict = createJudge(all, ALWAYS).of(address);
      if (verdict.open) return;
      const rules = compileRules({ says: all, alwaysOpen: ALWAYS }, false);
      closed += 1;
      if (!isOpen(rules, address)) return;
      left += 1;
      const hard = all.flat().some(({ sites }) => sites.some((one) => /[?*[]|\/.*[^ -~]/.test(one)));
      assert.ok(
        leftToGuard(address, all) || hard,
        JSON.stringify([address, verdict, decide(rules, address, 'page')]),
      );
    }),
    { numRuns: 3000 },
  );
  assert.ok(left < closed / 4, `${String(left)} of ${String(closed)} are left to the guard`);
});

test('whole sites are closed and opened by rules alone, whatever the address looks like', () => {
  const all: Says = [[{ id: 'a', kind: 'block', sites: ['games.example'], titles: [] }]];
  const rules = compileRules({ says: all, alwaysOpen: [] }, false);
  for (const address of [
    'http://games.example/',
    'https://GAMES.example:8443/%61',
    'https://user:word@www.games.example./x//y',
    'wss://games.example/socket',
  ]) {
    const kind = address.startsWith('ws') ? 'part' : 'page';
    assert.equal(isOpen(rules, address, kind), false, address);
  }
  assert.equal(isOpen(rules, 'https://evilgames.example/'), true);
});

test('internet off closes pages, frames and parts, but for help with all that it loads', () => {
  const all: Says = [
    [{ id: 'x', kind: 'allow', sites: ['bbc.co.uk'], titles: [] }],
    [{ id: 'o', kind: 'internet-off', sites: [], titles: [] }],
  ];
  const rules = compileRules({ says: all, alwaysOpen: ['help.example'] }, false);
  for (const kind of ['page', 'frame', 'part'] as const) {
    assert.equal(isOpen(rules, 'https://bbc.co.uk/', kind), false, kind);
    assert.equal(isOpen(rules, 'https://www.help.example/', kind), true, kind);
  }
  assert.equal(decide(rules, 'https://bbc.co.uk/', 'page')?.action.kind, 'own-page');
  assert.ok(rules.some(({ action }) => action.kind === 'allow-with-parts'));
});

test('only a list: pages and frames from elsewhere are closed, parts are not', () => {
  const all: Says = [[{ id: 'o', kind: 'allow-only', sites: ['bbc.co.uk'], titles: [] }]];
  const rules = compileRules({ says: all, alwaysOpen: [] }, false);
  assert.equal(isOpen(rules, 'https://games.example/', 'page'), false);
  assert.equal(isOpen(rules, 'https://games.example/', 'frame'), false);
  assert.equal(isOpen(rules, 'https://cdn.example/', 'part'), true);
  assert.equal(isOpen(rules, 'https://static.bbc.co.uk/', 'frame'), true);
});

test('while the device is locked no page opens, not even help, and pages that stand keep working', () => {
  const rules = compileRules({ says: [], alwaysOpen: ['help.example'] }, true);
  assert.equal(isOpen(rules, 'https://help.example/'), false);
  assert.equal(isOpen(rules, 'https://help.example/', 'part'), true);
});

test('nothing closed makes no rule', () => {
  const allow: Says = [[{ id: 'a', kind: 'allow', sites: ['bbc.co.uk'], titles: [] }]];
  assert.deepEqual(compileRules({ says: allow, alwaysOpen: ['help.example'] }, false), []);
});

test('long lists stay within what browsers take', () => {
  const hosts = Array.from({ length: 5000 }, (_, index) => `site${String(index)}.example`);
  const paths = hosts.map((host) => `${host}/games`);
  const stars = hosts.map((_, index) => `*word${String(index)}*`);
  const all: Says = [[{ id: 'a', kind: 'block', sites: [...hosts, ...paths, ...stars], titles: [] }]];
  const rules = compileRules({ says: all, alwaysOpen: ['help.example'] }, true);
  assert.ok(rules.length <= 30_000);
  assert.ok(rules.filter(({ action }) => action.kind === 'own-page').length <= 4990);
  assert.ok(rules.filter(({ pattern }) => pattern !== undefined).length <= 1000);
  assert.equal(
    isOpen(
      rules.filter(({ priority }) => priority < 20),
      'https://site4999.example/',
    ),
    false,
  );
});

test('search engines are asked for what is fit for children, once', () => {
  const rules = searchRules({ safeSearch: true, youtube: 'strict' });
  const of = (address: string): unknown => decide(rules, address, 'page')?.action;
  assert.deepEqual(of('https://www.google.co.uk/search?q=x'), {
    kind: 'query',
    set: { safe: 'active', ssui: 'on' },
  });
  assert.equal(of('https://www.google.co.uk/maps'), undefined);
  assert.deepEqual(of('https://www.bing.com/images/search?q=x'), { kind: 'query', set: { adlt: 'strict' } });
  assert.deepEqual(of('https://duckduckgo.com/?q=x'), { kind: 'query', set: { kp: '1' } });
  assert.deepEqual(of('https://uk.search.yahoo.com/search?p=x'), { kind: 'query', set: { vm: 'r' } });
  assert.equal(rules.filter(({ action }) => action.kind === 'header').length, 1);
  assert.deepEqual(searchRules({ safeSearch: false, youtube: 'off' }), []);
});
