import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as assertProperty, property, string } from 'fast-check';
import { clean, renderMail } from './mail-body.ts';

const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><a href="https://evil.example">here</a>',
  'Ana\r\nBcc: everybody@evil.example\r\n\r\nHello',
  '\u202Egnp.exe\u202C',
  '=HYPERLINK("https://evil.example")',
  'x'.repeat(10 * 1024 * 1024),
  '\uD800 half a letter',
];

test('whatever a name or a title is made of stands in a mail as text, on one line, and not without end', () => {
  for (const text of HOSTILE) {
    const mail = renderMail([
      { kind: 'heading', text },
      { kind: 'facts', rows: [['Who', text]] },
      { kind: 'list', items: [{ text, href: 'https://school.example/captures/1' }] },
      { kind: 'link', text, href: 'https://school.example/' },
    ]);
    assert.doesNotMatch(mail.html, /<script|<img|<a href="https:\/\/evil/);
    assert.doesNotMatch(mail.text, /\r|\u202E|^Bcc/m);
    assert.doesNotMatch(mail.html, /\u202E/);
    assert.ok(mail.text.length < 5000 && mail.html.length < 10_000);
    assert.ok(mail.html.isWellFormed() && mail.text.isWellFormed());
  }
});

test('a cleaned value is one short line, and cleaning it again changes nothing', () => {
  assertProperty(
    property(string({ unit: 'binary', maxLength: 400 }), (text) => {
      const once = clean(text);
      assert.ok(Array.from(once).length <= 200);
      // oxlint-disable-next-line no-control-regex -- they are what must be gone
      assert.doesNotMatch(once, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
      assert.equal(clean(once), once);
    }),
  );
});

test('a mail asks nothing of another server and leaves its colours to the reader', () => {
  const { html } = renderMail([{ kind: 'text', text: 'Hello' }]);
  assert.match(html, /color-scheme" content="light dark/);
  assert.doesNotMatch(html, /https?:|<img|url\(|(?<!-)color:/);
});
