/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sender } from '../../platform/contract/host.ts';
import { inputOf, inputsOfTab, placeOf, tabOf } from './page-inputs.ts';
import { searchQuery } from './search-query.ts';

const SEARCHES: readonly (readonly [string, string | null])[] = [
  ['https://www.google.com/search?q=how+to+knit&hl=en', 'how to knit'],
  ['https://www.google.co.uk/search?client=x&q=caf%C3%A9', 'café'],
  ['https://google.de/#q=later', 'later'],
  ['https://www.google.com/maps?q=park', null],
  ['https://mail.google.com/mail/u/0/#search/q', null],
  ['https://www.bing.com/search?q=knit', 'knit'],
  ['https://www.bing.com/images/search?q=knit', 'knit'],
  ['https://duckduckgo.com/?q=knit&ia=web', 'knit'],
  ['https://uk.search.yahoo.com/search?p=knit', 'knit'],
  ['https://www.ecosia.org/search?q=knit', 'knit'],
  ['https://search.brave.com/search?q=knit', 'knit'],
  ['https://www.startpage.com/do/search?query=knit', 'knit'],
  ['https://www.youtube.com/results?search_query=knit', 'knit'],
  ['https://www.youtube.com/watch?v=abc&q=knit', null],
  ['https://www.tiktok.com/search?q=knit', 'knit'],
  ['https://www.reddit.com/r/knitting/search/?q=knit', 'knit'],
  ['https://en.wikipedia.org/w/index.php?search=knit', 'knit'],
  ['https://example.org/search?q=knit', null],
  ['https://notgoogle.com/search?q=knit', null],
  ['https://www.google.com/search?q=', null],
  ['javascript:alert(1)', null],
  ['not an address', null],
];

test('the query is read on the large search engines and nowhere else', () => {
  for (const [address, query] of SEARCHES) assert.equal(searchQuery(address), query, address);
});

const PAGE: Sender = {
  kind: 'page',
  tabId: 4,
  frameId: 2,
  documentId: 'D1',
  url: 'https://x.example/frame',
  tabUrl: 'https://outer.example/',
  title: 'X',
};

test('where a text was seen is told by the browser, and fields of two frames are never one', () => {
  const message = { kind: 'settled', field: 7, reason: 'enter', url: 'https://forged.example' };
  const one = inputOf(message, PAGE, 'Chrome 156');
  const other = inputOf(message, { ...PAGE, documentId: 'D2' }, 'Chrome 156');
  assert.ok(one?.kind === 'settled' && other?.kind === 'settled');
  assert.notEqual(one.fieldId, other.fieldId);
  const text = inputOf({ kind: 'page-text', text: 'hello' }, PAGE, 'Chrome 156');
  assert.deepEqual(text, {
    kind: 'page-text',
    text: 'hello',
    at: {
      place: 'tab:4',
      application: 'Chrome 156',
      title: 'X',
      url: 'https://x.example/frame',
      outerUrl: 'https://outer.example/',
    },
  });
});

test('a message that is not one, or is not from a page, is nothing', () => {
  assert.equal(inputOf({ kind: 'enrol', server: 'x', code: 'y' }, PAGE, ''), null);
  assert.equal(inputOf({ kind: 'page-text', text: 7 }, PAGE, ''), null);
  assert.equal(inputOf(null, PAGE, ''), null);
  assert.equal(inputOf({ kind: 'page-text', text: 'a' }, { ...PAGE, kind: 'own-page' }, ''), null);
  assert.equal(inputOf({ kind: 'page-text', text: 'a' }, { ...PAGE, tabId: null }, ''), null);
});

test('a tab that goes to a search page tells the search, and its title', () => {
  const change = {
    tabId: 4,
    url: 'https://duckduckgo.com/?q=knit',
    title: 'knit at DuckDuckGo',
    current: { url: 'https://duckduckgo.com/?q=knit', title: 'knit at DuckDuckGo' },
  };
  assert.deepEqual(
    inputsOfTab(change, 'Chrome 156').map((input) => [
      input.kind,
      input.kind === 'navigated' ? input.search : null,
    ]),
    [
      ['navigated', 'knit'],
      ['caption', null],
    ],
  );
  const own = {
    ...change,
    url: 'chrome://settings',
    current: { url: 'chrome://settings', title: 'Settings' },
  };
  assert.deepEqual(inputsOfTab(own, ''), []);
});

test('places and tabs name each other', () => {
  assert.equal(tabOf(placeOf(12)), 12);
  assert.equal(tabOf('window:12'), null);
});
