import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SettingOrigin } from '@lapwing/protocol/features/groups/api.ts';
import { settingInWords } from './settings-words.ts';

const sixth = { id: '1', name: 'Sixth form', priority: 'high' } as const;
const year = { id: '2', name: 'Year 12', priority: 'medium' } as const;
const origin = (more: Partial<SettingOrigin>): SettingOrigin => ({
  setting: 'remoteView',
  value: 'ask-allow',
  from: sixth,
  decidedBy: 'only',
  overrode: [{ value: 'allow', from: null }],
  ...more,
});
const why = (more: Partial<SettingOrigin>): string =>
  settingInWords(origin(more)).why.replaceAll(/[\u2068\u2069]/g, '');

test('what holds is said with the group that it comes from', () => {
  assert.equal(settingInWords(origin({})).value, 'Ask, then allow');
  assert.equal(why({}), 'From Sixth form (priority high).');
  assert.equal(why({ from: null, overrode: [] }), 'No group says anything; this is how Lapwing comes.');
});

test('what was overridden is said, and what decided', () => {
  assert.equal(
    why({
      decidedBy: 'priority',
      overrode: [
        { value: 'allow', from: year },
        { value: 'deny', from: { ...year, name: '12A' } },
        { value: 'allow', from: null },
      ],
    }),
    'From Sixth form (priority high). It overrides Allow from Year 12 and Deny from 12A: its priority is higher.',
  );
  const many = Array.from({ length: 9 }, () => ({ value: 'deny' as const, from: year }));
  assert.match(
    why({ decidedBy: 'nearer', overrode: many }),
    /and 6 more: it is further down among the groups\.$/,
  );
});

test('a name cannot turn the sentence over', () => {
  const { why: text } = settingInWords(origin({ from: { ...sixth, name: 'الصف' } }));
  assert.equal(text, 'From \u2068الصف\u2069 (priority high).');
  const turned = settingInWords(origin({ from: { ...sixth, name: 'a\u2069\u202Eb\u2066' } }));
  assert.equal(turned.why, 'From \u2068ab\u2069 (priority high).');
});
