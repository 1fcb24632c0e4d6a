/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fits, isSite, isTitle, MOST_SITE_LETTERS, pageAddress, readSite, SitePattern } from './site.ts';

/** Whether an address is of a listed one. */
function listed(pattern: string, url: string): boolean {
  const read = readSite(pattern);
  assert.ok(read.ok, `${pattern}: ${read.ok ? '' : read.problem}`);
  const page = pageAddress(url);
  assert.notEqual(page, null, url);
  return page !== null && isSite(read.site, page);
}

test('a site is meant with its subdomains and pages, and no other that looks like it', () => {
  for (const pattern of [
    'bbc.co.uk',
    ' BBC.co.uk ',
    'www.bbc.co.uk',
    '*.bbc.co.uk',
    'https://www.bbc.co.uk/',
    'http://someone:secret@bbc.co.uk:8080/*',
    '//bbc.co.uk',
    'bbc.co.uk.',
    'bbc.co.uk#top',
  ]) {
    for (const url of ['https://bbc.co.uk', 'http://www.bbc.co.uk/news?x=1', 'wss://live.bbc.co.uk/'])
      assert.equal(listed(pattern, url), true, `${pattern} ${url}`);
    for (const url of [
      'https://nbbc.co.uk/',
      'https://bbc.co.uk.evil.example/',
      'https://evil.example/bbc.co.uk',
    ])
      assert.equal(listed(pattern, url), false, `${pattern} ${url}`);
  }
});

test('what somebody writes to pass by a list makes no difference', () => {
  for (const url of [
    'HTTPS://GAMES.EXAMPLE/',
    'https://games.example./',
    'https://games.example:8443/',
    'https://bbc.co.uk@games.example/',
    'https://bbc.co.uk:pass@games.example/?bbc.co.uk',
    'https:games.example',
    'https:\\\\games.example\\play',
    'https://%67ames.example/',
    'https://ｇａｍｅｓ。example/',
    'https://ga\u00ADmes.example/',
    'https://www.games.example/#bbc.co.uk',
    'view-source:https://games.example/',
    'view-source: view-source:https://games.example/',
    ' https://games.example/\n',
  ])
    assert.equal(listed('games.example', url), true, url);
  for (const url of [
    'https://site.example/Games/chess',
    'https://site.example/%67ames',
    'https://site.example/%67ames?x=%',
    'https://site.example//games',
    'https://site.example/./games',
    'https://site.example/x/../games',
    'https://site.example/x%2f..%2Fgames',
    'https://site.example/x/%2e%2e/games',
    'https://site.example/%5cgames',
  ])
    assert.equal(listed('site.example/games', url), true, url);
  for (const url of [
    'https://site.example/news',
    'https://site.example/?/games',
    'https://site.example/games/../news',
  ])
    assert.equal(listed('site.example/games', url), false, url);
});

test('numbers of the network are the same in every notation', () => {
  for (const url of [
    'http://192.0.2.7/',
    'http://3221225991/',
    'http://0xC0000207/',
    'http://0300.0.02.07/',
    'http://192.0.519/',
    'http://[::ffff:192.0.2.7]/',
  ])
    assert.equal(listed('192.0.2.7', url), true, url);
  assert.equal(listed('[::ffff:c000:207]', 'http://192.0.2.7/'), true);
  assert.equal(listed('[2001:db8::1]', 'http://[2001:DB8:0:0::1]:8080/x'), true);
  assert.equal(listed('192.0.2.7', 'http://192.0.2.70/'), false);
});

test('letters of other scripts stand for the form that travels', () => {
  assert.equal(listed('bücher.example', 'https://xn--bcher-kva.example/a'), true);
  assert.equal(listed('xn--bcher-kva.example', 'https://shop.BÜCHER.example/'), true);
  assert.equal(listed('مثال.example/صفحة', 'https://مثال.example/صفحة/١'), true);
  assert.equal(listed('site.example/caf%C3%89', 'https://site.example/cafe\u0301'), true);
});

test('paths begin as written, with or without the slash at their end; parts of a query stand in any order', () => {
  assert.equal(listed('bbc.co.uk/bitesize/', 'https://bbc.co.uk/bitesize'), true);
  assert.equal(listed('bbc.co.uk/bitesize/', 'https://bbc.co.uk/bitesize?x'), true);
  assert.equal(listed('bbc.co.uk/bitesize/', 'https://bbc.co.uk/bitesize-news'), false);
  assert.equal(listed('bbc.co.uk/*/maths', 'https://bbc.co.uk/bitesize/maths/1'), true);
  assert.equal(listed('site.example/watch?v=abc', 'https://site.example/watch?app=x&v=abc&t=1'), true);
  assert.equal(listed('site.example/watch?v=abc', 'https://site.example/watch?v=abd'), false);
  assert.equal(listed('site.example/watch?v=abc', 'https://site.example/watch/more?v=abc'), false);
  assert.equal(listed('site.example?q=*chess', 'https://site.example/?q=play+chess'), true);
});

test('a star in the host is for whatever hosts fit, and text between stars for addresses that have it', () => {
  for (const [pattern, url] of [
    ['*games.example', 'https://coolgames.example/play'],
    ['*games.example', 'https://www.games.example'],
    ['google.*', 'https://www.google.co.uk/search?q=x'],
    ['www.google.*', 'https://google.de/'],
    ['*.google.*', 'https://google.com/'],
    ['google.*/search', 'https://google.com/search?q=x'],
    ['*unblocked*', 'https://sites.example/view/UnBlocked-games'],
    ['*unblocked*', 'https://sites.example/?q=un%62locked'],
    ['*unblocked*', 'https://unblocked.example/'],
  ] as const)
    assert.equal(listed(pattern, url), true, `${pattern} ${url}`);
  assert.equal(listed('google.*', 'https://notgoogle.com/'), false);
  assert.equal(listed('google.*/search', 'https://google.com/maps'), false);
});

test('what would be half of the web, or is no site, is refused with what to do', () => {
  for (const [written, says] of [
    ['', /empty/],
    ['   ', /empty/],
    ['*', /nearly every page/],
    ['*.*', /nearly every page/],
    ['*a*', /nearly every page/],
    ['com', /write \*\.com/],
    ['https://www.co.uk/', /write \*\.co\.uk/],
    ['uk', /write \*\.uk/],
    ['two words', /spaces/],
    ['a.example,b.example', /must be a site/],
    ['file:///c:/x', /site of the web/],
    ['javascript:alert(1)', /must be a site/],
    ['/bitesize', /must be a site/],
    ['-', /must be a site/],
    ['http://', /must be a site/],
    ['x'.repeat(MOST_SITE_LETTERS + 1), /at most/],
  ] as const) {
    const read = readSite(written);
    assert.ok(!read.ok, written);
    assert.match(read.problem, says, written);
    assert.equal(SitePattern.safeParse(written).success, false, written);
  }
  for (const meant of ['*.com', 'gov.uk', 'nhs.uk', 'intranet', 'my_site.example', 't.co'])
    assert.equal(readSite(meant).ok, true, meant);
});

const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9_])?$/);
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('example', 'test', 'school'))
  .map(([labels, top]) => [...labels, top].join('.'))
  .filter((name) => URL.canParse(`http://${name}/`));
const path = fc
  .array(
    fc.oneof(fc.string({ maxLength: 6, unit: 'grapheme' }), fc.constantFrom('..', '.', '%2f', '%', '%e9')),
    {
      maxLength: 4,
    },
  )
  .map((steps) => steps.map((step) => `/${step.replace(/[\s\p{Cc}\\#?*]/gu, '')}`).join(''))
  .filter((text) => !/\p{Cs}/u.test(text));

test('reading never throws, whatever is written, and says the same of what it is told twice', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 220 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          '*',
          '.',
          '/',
          '?',
          '%',
          '@',
          ':',
          '#',
          '[',
          ']',
          'a',
          '1',
          '//',
          'http:',
          '\ud800',
          'İ',
          '%2f',
        ),
      )
      .map((parts) => parts.join('')),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
  );
  fc.assert(
    fc.property(odd, (text) => {
      const read = readSite(text);
      assert.deepEqual(readSite(text), read);
      if (!read.ok) assert.ok(read.problem.length > 5);
      else assert.equal((read.site.host === null) !== (read.site.anywhere === null), true);
      pageAddress(text);
    }),
    { numRuns: 2000 },
  );
});

test('a site that was read holds its own address, and those below it', () => {
  fc.assert(
    fc.property(host, path, label, (name, rest, below) => {
      const written = `${name}${rest}`.slice(0, MOST_SITE_LETTERS);
      fc.pre(!/\p{Cs}/u.test(written));
      assert.equal(listed(written, `https://${written}`), true);
      assert.equal(listed(name, `http://${below}.${name}${rest}`), true);
      assert.equal(listed(name, `http://${name}.${below}.invalid/`), false);
    }),
    { numRuns: 2000 },
  );
});

/** What a star means, by its definition alone. */
function fitsSlowly(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    for (let at = 0; at <= text.length; at += 1)
      if (fitsSlowly(pattern.slice(1), text.slice(at))) return true;
    return false;
  }
  return text !== '' && pattern.charAt(0) === text.charAt(0) && fitsSlowly(pattern.slice(1), text.slice(1));
}

test('a star stands for any text, and nothing else is special', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 7 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 10 });
  fc.assert(
    fc.property(few, text, (pattern, against) => {
      assert.equal(fits(pattern, against), fitsSlowly(pattern, against));
    }),
    { numRuns: 5000 },
  );
});

test('the worst of patterns on a long address takes no time to speak of', () => {
  const url = `https://site.example/${'a'.repeat(100_000)}`;
  const page = pageAddress(url);
  assert.ok(page !== null);
  const patterns = [
    '*a'.repeat(95),
    `${'*aaab'.repeat(38)}*`,
    `site.example/${'*aaaaaaa'.repeat(23)}b`,
    `*${'a'.repeat(190)}b*`,
  ];
  const began = performance.now();
  for (const pattern of patterns) {
    const read = readSite(pattern);
    assert.ok(read.ok, pattern);
    isSite(read.site, page);
  }
  const text = 'a'.repeat(200);
  for (let at = 0; at < 1000; at += 1) fits('*a'.repeat(99) + 'b', text);
  assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`);
});

test('titles are compared whole, whatever their case', () => {
  assert.equal(isTitle('*Chess*', ' play CHESS now '), true);
  assert.equal(isTitle('chess', 'play chess'), false);
});
