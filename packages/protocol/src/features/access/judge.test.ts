/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createJudge, type Say } from './judge.ts';
import { isSite, pageAddress, readSite } from './site.ts';

const HELP = ['childline.org.uk'];

function say(id: string, kind: Say['kind'], ...sites: string[]): Say {
  return { id, kind, sites, titles: [] };
}

test('the strongest layer that has an answer decides', () => {
  const judge = createJudge(
    [
      [say('lesson', 'allow-only', 'bbc.co.uk')],
      [say('group', 'block', 'bbc.co.uk/games', 'chat.example')],
      [say('school', 'allow', 'chat.example')],
    ],
    HELP,
  );
  assert.deepEqual(judge.of('https://bbc.co.uk/games'), { open: true, by: 'lesson' });
  assert.deepEqual(judge.of('https://chat.example/'), { open: false, by: 'lesson', why: 'not-listed' });
  const without = createJudge(
    [[say('group', 'block', 'chat.example')], [say('school', 'allow', 'chat.example')]],
    HELP,
  );
  assert.deepEqual(without.of('https://chat.example/'), { open: false, by: 'group', why: 'list' });
  assert.deepEqual(without.of('https://news.example/'), { open: true, by: null });
});

test('help is open whatever holds, and only help itself', () => {
  const off = createJudge(
    [[say('off', 'internet-off')], [say('no', 'block', 'childline.org.uk')]],
    ['www.Childline.org.uk.', 'not a host'],
  );
  for (const url of [
    'https://childline.org.uk/x',
    'https://www.childline.org.uk',
    'http://CHILDLINE.org.uk.:80/',
  ])
    assert.deepEqual(off.of(url), { open: true, by: null }, url);
  for (const url of [
    'https://childline.org.uk@evil.example/',
    'https://childline.org.uk.evil.example/',
    'https://evil.example/childline.org.uk',
    'https://notchildline.org.uk/',
    'data:text/html,childline.org.uk',
  ])
    assert.deepEqual(off.of(url), { open: false, by: 'off', why: 'internet-off' }, url);
});

test('what is no page of the web is closed where only some pages are open, except pages of the browser', () => {
  const only = createJudge([[say('only', 'allow-only', 'bbc.co.uk')]], HELP);
  for (const url of [
    'data:text/html,x',
    'file:///c:/games.html',
    'blob:https://bbc.co.uk/1-2',
    'blob:null/1',
    'about:blankness',
    'javascript:0',
    'chromex:x',
  ])
    assert.deepEqual(only.of(url), { open: false, by: 'only', why: 'scheme' }, url);
  for (const url of [
    '',
    'about:blank',
    'about:blank#x',
    'chrome://newtab/',
    'edge://settings',
    'chrome-error://chromewebdata/',
  ])
    assert.equal(only.of(url).open, true, url);
  assert.equal(createJudge([], HELP).of('data:text/html,x').open, true);
});

test('a block holds for what a page has made and for its source', () => {
  const block = createJudge([[say('no', 'block', 'games.example')]], HELP);
  for (const url of [
    'blob:https://games.example/1',
    'filesystem:https://games.example/t/x',
    'view-source:https://games.example/',
  ])
    assert.equal(block.of(url).open, false, url);
  assert.equal(block.of('blob:https://news.example/1').open, true);
});

test('a title closes a page that its address would not, also when it comes later', () => {
  const judge = createJudge([[{ id: 'no', kind: 'block', sites: [], titles: ['*unblocked*'] }]], HELP);
  assert.equal(judge.of('https://a.example/').open, true);
  assert.deepEqual(judge.of('https://a.example/', 'Games UNBLOCKED'), {
    open: false,
    by: 'no',
    why: 'title',
  });
});

test('a list of which no line can be read lets nothing through', () => {
  assert.equal(
    createJudge([[say('only', 'allow-only', 'two words')]], []).of('https://a.example/').open,
    false,
  );
});

/** The rule in its plainest words. */
function plainly(says: readonly (readonly Say[])[], url: string, title: string): boolean {
  const page = pageAddress(url);
  if (page === null) throw new Error('the test makes pages only');
  const on = (site: string): boolean => {
    const read = readSite(site);
    return read.ok && isSite(read.site, page);
  };
  const has = (each: Say): boolean => each.sites.some(on);
  if (HELP.some(on)) return true;
  if (says.flat().some(({ kind }) => kind === 'internet-off')) return false;
  for (const layer of says) {
    const of = (kind: Say['kind']): readonly Say[] => layer.filter((each) => each.kind === kind);
    if (of('allow').some(has)) return true;
    if (of('block').some((each) => has(each) || each.titles.includes(title))) return false;
    if (of('allow-only').length > 0) return of('allow-only').some(has);
  }
  return true;
}

const sites = [
  'a.example',
  'b.example',
  'a.example/x',
  '*b.example',
  '*x*',
  'sub.a.example',
  'childline.org.uk',
];
const urls = [
  'https://a.example/',
  'http://sub.a.example/x',
  'https://b.example/y?x',
  'https://c.example/',
  'https://childline.org.uk/',
];
const oneSay = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom<Say['kind']>('block', 'block', 'allow', 'allow', 'allow-only', 'internet-off'),
  sites: fc.subarray(sites, { maxLength: 3 }),
  titles: fc.constantFrom<readonly string[]>([], ['chess']),
});
const layers = fc.array(fc.array(oneSay, { maxLength: 3 }), { maxLength: 4 });

test('of any lists the answer is the one of the rule in its plainest words', () => {
  fc.assert(
    fc.property(layers, fc.constantFrom(...urls), fc.constantFrom('chess', 'news'), (says, url, title) => {
      const verdict = createJudge(says, HELP).of(url, title);
      assert.equal(verdict.open, plainly(says, url, title));
      if (!verdict.open) assert.ok(says.flat().some(({ id }) => id === verdict.by));
    }),
    { numRuns: 3000 },
  );
});

test('within a layer the order means nothing', () => {
  fc.assert(
    fc.property(layers, fc.constantFrom(...urls), (says, url) => {
      const turned = says.map((layer) =>
        layer.map((_, at) => layer.slice(-1 - at)[0] ?? say('none', 'allow')),
      );
      assert.equal(createJudge(turned, HELP).of(url).open, createJudge(says, HELP).of(url).open);
    }),
    { numRuns: 1000 },
  );
});
