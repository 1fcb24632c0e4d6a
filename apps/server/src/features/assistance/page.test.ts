import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSite, pageAddress, readSite, SitePattern } from '@lapwing/protocol/features/access/site.ts';
import * as fc from 'fast-check';
import { createLooks } from './looks.ts';
import { createPace } from './pace.ts';
import { askedPage, patternOf } from './page.ts';

describe('a page that is asked for', () => {
  test('is kept without what is nobody’s business', () => {
    const kept = (written: string): string | null => askedPage(written)?.url ?? null;
    assert.equal(
      kept('https://ana:secret@Maps.Example:8443/Rivers?q=me#bank'),
      'https://maps.example/Rivers',
    );
    assert.equal(
      kept('https://www.youtube.com/watch?list=7&v=abc_-9'),
      'https://www.youtube.com/watch?v=abc_-9',
    );
    assert.equal(kept('https://youtube.com/watch?v=<b>'), 'https://youtube.com/watch');
    for (const none of [
      'chrome://flags',
      'file:///etc',
      'javascript:alert(1)',
      'no address',
      'data:text/html,a',
      '',
    ]) {
      assert.equal(kept(none), null, none);
    }
  });

  test('is named on a list by itself with what is below it, or by its site', () => {
    const pattern = (written: string, what: 'page' | 'site'): string | null => {
      const page = askedPage(written);
      return page === null ? null : patternOf(page, what);
    };
    assert.equal(pattern('https://maps.example/rivers/severn?x', 'page'), 'maps.example/rivers/severn');
    assert.equal(pattern('https://maps.example/rivers/severn?x', 'site'), 'maps.example');
    assert.equal(pattern('https://maps.example/a/b*c/d', 'page'), 'maps.example/a', 'no star of a pupil’s');
    assert.equal(pattern(`https://maps.example/${'a/'.repeat(200)}`, 'page')?.endsWith('/a'), true);
  });

  test('of any address is held by its pattern, which never reaches beyond the site', () => {
    const path = fc.webPath();
    fc.assert(
      fc.property(fc.webAuthority(), path, fc.webQueryParameters(), (host, way, query) => {
        const page = askedPage(`https://ana:flimmer@${host}${way}?${query}`);
        if (page === null) return;
        assert.ok(page.url.length <= 2000 && !/[?]|flimmer/.test(page.url));
        for (const what of ['page', 'site'] as const) {
          const pattern = patternOf(page, what);
          if (pattern === null) continue;
          assert.ok(SitePattern.safeParse(pattern).success, pattern);
          const read = readSite(pattern);
          const at = pageAddress(page.url);
          assert.ok(read.ok && at !== null && isSite(read.site, at), `${pattern} does not hold ${page.url}`);
          assert.equal(isSite(read.site, { host: 'other.invalid', path: at.path, whole: at.whole }), false);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('a device asks so often a minute and no more', () => {
  let now = 0;
  const pace = createPace(2, () => now);
  const takes = (...keys: string[]): boolean[] => keys.map((key) => pace.take(key));
  assert.deepEqual(takes('a', 'a', 'a', 'b'), [true, true, false, true]);
  now = 59_999;
  assert.deepEqual(takes('a'), [false]);
  now = 60_000;
  assert.deepEqual(takes('a', 'a'), [true, false], 'what was refused counts, too');
  now = 120_000;
  assert.deepEqual(takes('a', 'a', 'a'), [true, true, false]);
});

test('one look stands for those requests that it showed, for ten minutes', () => {
  let now = 0;
  const looks = createLooks(() => now);
  assert.equal(looks.stands('a', []), false);
  looks.began('a', ['1', '2']);
  assert.deepEqual(
    [looks.stands('a', ['2']), looks.stands('a', []), looks.stands('a', ['3'])],
    [true, true, false],
  );
  assert.equal(looks.stands('b', ['2']), false);
  now = 600_000;
  assert.equal(looks.stands('a', ['2']), false);
});
