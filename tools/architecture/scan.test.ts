import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOnly, importsOf, withoutComments } from './scan.ts';

test('every form of import is seen, once each', () => {
  const text = `
import a from 'a';
import { b,
  type C } from "b";
import type { D } from 'd';
import type E from 'e';
import * as f from 'f';
import 'g';
export { h } from 'h';
export type { I } from 'i';
export * from 'j';
const k = await import('k');
type L = import('l').L;
const m = require('m');
import type, { n } from 'n';
`;
  const found = importsOf(text);
  assert.deepEqual(found.map((one) => one.specifier).toSorted(), 'a b d e f g h i j k l m n'.split(' '));
  assert.deepEqual(
    found.filter((one) => one.typeOnly).map((one) => one.specifier),
    ['d', 'e', 'i'],
  );
});

test('an import in a comment or a string is none', () => {
  assert.deepEqual(
    importsOf("// import 'a';\n/* import b from 'b';\n*/ const c = \"import('c')\";\n`\nimport 'd'`"),
    [],
  );
});

test('code after a string with quotes, a template with braces or a regular expression is still code', () => {
  const text =
    "const a = 'it\\'s'; const b = `${{ a: `}` }.a} // c`; const d = /['\"`/*]/u; const e = 4 / 2; end();";
  assert.match(codeOnly(text), /end\(\);$/u);
  assert.match(withoutComments(text), /\/\/ c`/u);
  assert.doesNotMatch(codeOnly(text), /\/\/ c/u);
});

test('blanking keeps every line and every column', () => {
  const text = "a /* b\nc */ d 'e' // f\n`g\n${h}`";
  for (const blanked of [codeOnly(text), withoutComments(text)]) {
    assert.equal(blanked.length, text.length);
    assert.equal(blanked.split('\n').length, text.split('\n').length);
  }
});
