/// <reference types="node" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { foldDataText, makeFoldTable } from './fold-source.ts';
import { foldTable } from './fold-table.ts';
import { foldPhrase, foldText, symbolsToString } from './fold.ts';
import { scan, term } from './test/engine-of.ts';

function folded(text: string): string {
  const all = foldText(text);
  return symbolsToString(all, 0, all.length);
}

test('FOLD-1 case and accents fold to one letter, in precomposed and in combining form', () => {
  assert.equal(foldPhrase('Élan ŁÓDŹ straße'), 'elan lodz strasse');
  assert.equal(foldPhrase('Élan'.normalize('NFD')), 'elan');
});

test('FOLD-2 letters that look alike fold to the Latin letter', () => {
  assert.equal(foldPhrase('ｋｉｌｌ 𝐤𝐢𝐥𝐥 ⓚⓘⓛⓛ кiӏӏ κill 🅺🅸🅻🅻'), 'kill kill kill kill kill kill');
});

test('FOLD-3 invisible signs are not there', () => {
  assert.equal(foldPhrase('k\u200bi\u00adl\u2060l\ufe0f'), 'kill');
});

test('FOLD-4 the forms of an Arabic letter are one', () => {
  assert.equal(foldPhrase('أإآٱ'), foldPhrase('اااا'));
  assert.equal(foldPhrase('مدرسة'), foldPhrase('مدرسه'));
  assert.equal(foldPhrase('على'), foldPhrase('علی'));
  assert.equal(foldPhrase('\ufedf\ufe8e'), foldPhrase('لا'));
  assert.equal(foldPhrase('٠١٩ ۰۱۹'), '019 019');
});

test('FOLD-5 other signs are one space, an apostrophe between letters is nothing', () => {
  assert.equal(folded("I  don’t,  -- 'know'"), ' i dont know ');
  assert.equal(foldPhrase('self-harm'), 'self harm');
});

test('FOLD-6 a sentence end stands between words, dots of hesitation and of numbers do not', () => {
  assert.equal(folded('Go. Home'), ' go \n home ');
  assert.equal(folded('go! home? yes'), ' go \n home \n yes ');
  assert.equal(folded('a\n\nb\r\nc'), ' a \n b c ');
  assert.equal(folded('want to... die at 3.5'), ' want to die at 3 5 ');
});

test('FOLD-7 each symbol knows where it came from, in order, at code points', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const { starts, length, symbols } = foldText(text);
      assert.ok(length <= symbols.length);
      assert.equal(starts[length], text.length);
      for (let i = 0; i < length; i += 1) {
        const at = starts[i] ?? -1;
        assert.ok(at >= (starts[i - 1] ?? 0) && at <= text.length);
        const insidePair =
          /[\ud800-\udbff]/u.test(text[at - 1] ?? '') && /[\udc00-\udfff]/u.test(text[at] ?? '');
        assert.ok(!insidePair, 'never between the halves of a pair');
      }
    }),
    { numRuns: 500 },
  );
});

test('FOLD-7 a match takes its combining marks with it and cuts the original', () => {
  const text = '…then: s\u0301uicide\u0301, he wrote';
  const [finding] = scan(term('suicide'), text);
  assert.equal(finding?.matched, 's\u0301uicide\u0301');
});

test('FOLD-8 flags and emoji part words, a lone regional indicator is a letter', () => {
  assert.equal(foldPhrase('kill🇬🇧kill😀kill'), 'kill kill kill');
  assert.equal(foldPhrase('🇰\u200b🇾\u200b🇸'), 'kys');
});

test('FOLD-9 the table that is shipped is the one that its source makes', () => {
  const made = makeFoldTable();
  assert.deepEqual(foldTable().units, made.units);
  assert.deepEqual(foldTable().expansions, made.expansions);
  const shipped = readFileSync(new URL('fold-data.ts', import.meta.url), 'utf8');
  assert.equal(shipped, foldDataText());
});
