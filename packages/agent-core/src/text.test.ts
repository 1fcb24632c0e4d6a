/// <reference types="node" />
/// <reference lib="es2024.string" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { hostOf, isWithin, serverOrigin, withoutCredentials } from './address.ts';
import { type FieldDescription, fieldExclusion } from './field-exclusion.ts';
import { PLAIN_FIELD } from './test/rig.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

test('UTF-8 is encoded and decoded as the platform does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bytes = new TextEncoder().encode(text);
      assert.deepEqual([...encodeUtf8(text)], [...bytes]);
      assert.equal(decodeUtf8(bytes), text);
    }),
  );
});

test('UTF-8 that is malformed never throws and never gives back a half of a pair', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      assert.ok(decodeUtf8(bytes).isWellFormed());
    }),
  );
  assert.equal(decodeUtf8(new Uint8Array([0xc0, 0x80])).includes('\0'), false);
});

test('ENR-5 plain http is an address only within the own network', () => {
  assert.equal(serverOrigin('lapwing.school.example'), 'https://lapwing.school.example');
  assert.equal(
    serverOrigin(' HTTPS://Lapwing.School.Example/devices?x=1 '),
    'https://lapwing.school.example',
  );
  assert.equal(serverOrigin('http://127.0.0.1:8080/'), 'http://127.0.0.1:8080');
  assert.equal(serverOrigin('http://10.2.3.4'), 'http://10.2.3.4');
  assert.equal(serverOrigin('http://lapwing.local:80'), 'http://lapwing.local:80');
  for (const bad of [
    'http://lapwing.school.example',
    'http://8.8.8.8',
    'ftp://x.example',
    'https://',
    '',
    'a b',
    'https://u:p@x.example',
    'https://x.example:99999',
    'javascript:alert(1)',
  ])
    assert.equal(serverOrigin(bad), null, bad);
});

test('hosts are read from addresses whatever stands around them', () => {
  assert.equal(hostOf('https://user:pw@Www.Example.ORG:8443/a@b?c#d'), 'www.example.org');
  assert.equal(hostOf('http://[::1]:80/'), '[::1]');
  assert.equal(hostOf('about:blank'), null);
  assert.equal(isWithin('www.childline.org.uk', ['childline.org.uk']), true);
  assert.equal(isWithin('notchildline.org.uk', ['childline.org.uk']), false);
  assert.equal(isWithin('childline.org.uk', ['', '*.childline.org.uk']), true);
});

test('CAP-8 user name and password are cut out of an address', () => {
  assert.equal(withoutCredentials('https://ana:secret@x.example/a'), 'https://x.example/a');
  assert.equal(withoutCredentials('https://x.example/a@b'), 'https://x.example/a@b');
});

const SECRET: readonly (readonly [string, Partial<FieldDescription>])[] = [
  ['a password field', { element: 'input', type: 'password' }],
  ['a field that was one', { element: 'input', type: 'text', wasPassword: true }],
  ['a field of another type', { element: 'input', type: 'number' }],
  ['autocomplete of a card', { autocomplete: 'section-a cc-number' }],
  ['autocomplete of a password', { autocomplete: 'current-password' }],
  ['autocomplete of a code', { autocomplete: 'ONE-TIME-CODE' }],
  ['a name in camel case', { names: ['userPassword'] }],
  ['a name with dashes', { names: ['new-pass-word'] }],
  ['a label of a card', { names: ['Card number'] }],
  ['a short name of a card', { names: ['ccnum'] }],
  ['a security code', { names: ['CVV'] }],
  ['a security code in a name', { names: ['card_cvc'] }],
  ['a PIN', { names: ['Enter your PIN'] }],
  ['a PIN in a name', { names: ['pin-2'] }],
  ['another language', { names: ['Mot de passe'] }],
  ['another alphabet of the same letters', { names: ['Contrase\u00f1a'] }],
  ['a bank account', { names: ['IBAN'] }],
  ['a short number', { element: 'input', type: 'text', inputMode: 'numeric', maxLength: 4 }],
];

test('DET-3 fields for passwords, payments and codes are excluded, however they are named', () => {
  for (const [what, changes] of SECRET)
    assert.notEqual(fieldExclusion({ ...PLAIN_FIELD, ...changes }), null, what);
});

test('DET-3 ordinary fields are not excluded', () => {
  for (const name of [
    'message',
    'passage',
    'compassion',
    'Shopping list',
    'spinning',
    'opinion',
    'discard',
    'postcard text',
    'Search',
    'cardiology notes',
    'Your story',
  ])
    assert.equal(fieldExclusion({ ...PLAIN_FIELD, names: [name] }), null, name);
  assert.equal(fieldExclusion({ ...PLAIN_FIELD, element: 'input', type: 'search' }), null);
});
