import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { isExcluded, type WindowFacts } from './excluded.ts';

const NOTHING = { hosts: [], applications: [] };
const HELP = {
  hosts: ['childline.org.uk', 'www.themix.org.uk', 'papyrus-uk.org', 'mind.org.uk'],
  applications: [],
};

function page(title: string): WindowFacts {
  return { title, application: 'Chromium', executable: 'chromium' };
}
function letter(title: string): WindowFacts {
  return { title, application: 'Mousepad', executable: 'mousepad' };
}

test('programs that the school leaves alone are, by their file or by what they are called, not by what stands on them', () => {
  const leftAlone = { hosts: [], applications: ['Counsel*', 'diary.exe'] };
  assert.equal(isExcluded({ ...letter('x'), executable: 'counselling' }, leftAlone), true);
  assert.equal(isExcluded({ ...letter('x'), executable: null, application: 'Counsel' }, leftAlone), true);
  assert.equal(isExcluded({ ...letter('x'), executable: 'diary' }, leftAlone), true);
  assert.equal(isExcluded(letter('Counselling'), leftAlone), false);
});

test('a page on which one signs in is left alone, in any browser, and a letter that is called so is not', () => {
  for (const title of [
    'Sign in - Google Accounts - Chromium',
    'Sign in to your account — Mozilla Firefox',
    'Log in | Childline - Chromium',
    'Login',
    'Se connecter - Chromium',
    'Enter password',
  ])
    assert.equal(isExcluded(page(title), NOTHING), true, title);
  for (const title of ['Signs in the sky - Chromium', 'Logins of old', 'How to sign in - Chromium', ''])
    assert.equal(isExcluded(page(title), NOTHING), false, title);
  assert.equal(isExcluded(letter('Sign in'), NOTHING), false);
});

test('a page that is called as a site of help is left alone, however it writes its name', () => {
  for (const title of [
    'Home | Childline - Chromium',
    'Childline: get support - Chromium',
    'The Mix - Essential support - Chromium',
    'Papyrus UK Suicide Prevention | Papyrus - Chromium',
  ])
    assert.equal(isExcluded(page(title), HELP), true, title);
  for (const title of [
    'My mind map - Chromium',
    'Mind - Chromium',
    'The Mixture - Chromium',
    'A childline story',
  ])
    assert.equal(isExcluded(page(title), HELP), false, title);
  assert.equal(isExcluded(letter('Childline'), HELP), false);
});

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
const anyWindow = fc.record({ title: text, application: text, executable: fc.option(text) });
const anyLeftAlone = fc.record({
  hosts: fc.array(fc.oneof(text, fc.domain()), { maxLength: 5 }),
  applications: fc.array(text, { maxLength: 5 }),
});

test('whatever a window is called, it is judged; and who leaves more alone leaves no less alone', () => {
  fc.assert(
    fc.property(anyWindow, anyLeftAlone, anyLeftAlone, (window, some, more) => {
      const both = {
        hosts: [...some.hosts, ...more.hosts],
        applications: [...more.applications, ...some.applications],
      };
      assert.equal(isExcluded(window, both), isExcluded(window, some) || isExcluded(window, more));
    }),
  );
});

test('no program but a browser is left alone for its caption, whatever stands there', () => {
  fc.assert(
    fc.property(text, anyLeftAlone, (title, { hosts }) => {
      assert.equal(isExcluded(letter(title), { hosts, applications: [] }), false);
    }),
  );
});

test('every program that is named is left alone, whatever stands on it', () => {
  fc.assert(
    fc.property(text, fc.stringMatching(/^[a-z0-9]{1,12}$/u), (title, name) => {
      assert.equal(
        isExcluded({ ...letter(title), executable: name }, { hosts: [], applications: [name] }),
        true,
      );
    }),
  );
});
