import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PRIORITIES, REMOTE_VIEWS, type RemoteView } from '@lapwing/protocol/vocabulary.ts';
import * as fc from 'fast-check';
import { compareGroups, type SettingGroup } from '../groups/index.ts';
import { explainGroups, layersOf } from './resolve-groups.ts';
import { BUILT_IN, resolve } from './resolve.ts';

const group = (
  name: string,
  remoteView: RemoteView | null,
  more: Partial<SettingGroup> = {},
): SettingGroup => ({
  id: `id of ${name}`,
  name,
  priority: 'medium',
  depth: 0,
  settings: { remoteView },
  ...more,
});
const school = group('Whole school', 'allow', { priority: 'low', depth: -1 });
const open = (): 'open' => 'open';
const winner = (...groups: SettingGroup[]): string | undefined => explainGroups(groups, open)[0]?.from?.name;

/** Few names and few places, so that ties are common. */
const groups = fc
  .array(
    fc.record({
      id: fc.integer({ min: 0, max: 30 }).map(String),
      name: fc.constantFrom('8B', '8b', '9C', 'Year 9', 'Year 10', 'Sixth form', 'Élise’s set', ''),
      priority: fc.constantFrom(...PRIORITIES),
      depth: fc.integer({ min: -1, max: 3 }),
      settings: fc.record({ remoteView: fc.constantFrom(...REMOTE_VIEWS, null) }),
    }),
    { maxLength: 12 },
  )
  .map((list) => [...new Map(list.map((each) => [each.id, each])).values()]);

describe('what holds where several groups have a say', () => {
  it('is the value of the higher priority, wherever in the tree it is', () => {
    const sixth = group('Sixth form', 'ask-allow', { priority: 'high' });
    const form = group('12A', 'allow', { depth: 3 });
    assert.deepEqual(explainGroups([school, form, sixth], open), [
      {
        setting: 'remoteView',
        value: 'ask-allow',
        from: { id: sixth.id, name: 'Sixth form', priority: 'high' },
        decidedBy: 'priority',
        overrode: [
          { value: 'allow', from: { id: form.id, name: '12A', priority: 'medium' } },
          { value: 'allow', from: { id: school.id, name: 'Whole school', priority: 'low' } },
          { value: 'allow', from: null },
        ],
      },
    ]);
  });

  it('is at the same priority the value of the group further down, a class before its year', () => {
    const year = group('Year 8', 'deny');
    const form = group('8B', 'allow', { depth: 1 });
    const [why] = explainGroups([year, form], open);
    assert.deepEqual([why?.value, why?.decidedBy], ['allow', 'nearer']);
  });

  it('is then the value of the group whose name comes first, numbers as people count', () => {
    assert.equal(winner(group('Year 10', 'deny'), group('Year 9', 'allow')), 'Year 9');
    assert.equal(winner(group('b', 'deny'), group('A', 'allow')), 'A');
    assert.equal(explainGroups([group('A', 'deny'), group('b', 'allow')], open)[0]?.decidedBy, 'name');
  });

  it('is the whole school’s where no other group says anything, also against a low priority', () => {
    assert.equal(winner(school, group('8B', null)), 'Whole school');
    assert.equal(winner(school, group('8B', 'deny', { priority: 'low' })), '8B');
    assert.equal(explainGroups([school], open)[0]?.decidedBy, 'only');
  });

  it('is Lapwing’s own value where nobody has set anything', () => {
    assert.deepEqual(explainGroups([group('8B', null)], open), [
      { setting: 'remoteView', value: BUILT_IN.remoteView, from: null, decidedBy: 'only', overrode: [] },
    ]);
  });

  it('does not depend on the order in which the groups are given, nor on a group given twice', () => {
    fc.assert(
      fc.property(
        groups.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list]))),
        ([list, some]) => {
          const shuffled = [...some, ...list];
          assert.deepEqual(explainGroups(shuffled, open), explainGroups(list, open));
          assert.deepEqual(resolve(layersOf(shuffled)), resolve(layersOf(list)));
        },
      ),
    );
  });

  it('is one of the values set, of a group that no other group beats, and what the device is told', () => {
    fc.assert(
      fc.property(groups, (list) => {
        const [why] = explainGroups(list, open);
        assert.ok(why !== undefined);
        assert.equal(why.value, resolve(layersOf(list)).settings.remoteView);
        const setters = list.filter((each) => each.settings.remoteView !== null);
        const won = setters.filter((each) => each.id === why.from?.id);
        assert.equal(won.length, setters.length === 0 ? 0 : 1);
        for (const one of won) {
          assert.equal(one.settings.remoteView, why.value);
          for (const other of setters) {
            if (other !== one) assert.ok(compareGroups(one, other).order > 0);
          }
        }
        // Everybody else who set something is named once, and Lapwing's own value.
        assert.equal(why.overrode.length, setters.length === 0 ? 0 : setters.length);
      }),
    );
  });

  it('stays what it is when a group that lost is taken away', () => {
    fc.assert(
      fc.property(groups, fc.nat(), (list, pick) => {
        const [before] = explainGroups(list, open);
        const losers = list.filter((each) => each.id !== before?.from?.id);
        const gone = losers[pick % Math.max(losers.length, 1)];
        const [after] = explainGroups(
          list.filter((each) => each !== gone),
          open,
        );
        assert.deepEqual([after?.value, after?.from], [before?.value, before?.from]);
        assert.deepEqual(
          after?.overrode,
          before?.overrode.filter((each) => each.from?.id !== gone?.id || gone === undefined),
        );
      }),
    );
  });
});

describe('what a reader is told of groups that are not theirs', () => {
  const watch = group('Vulnerable', 'deny', { priority: 'high' });
  const form = group('8B', 'allow', { depth: 1 });
  const sight = (each: SettingGroup): 'open' | 'name' | 'hidden' =>
    each.name === '8B' ? 'open' : each.name === 'Whole school' ? 'name' : 'hidden';

  it('a hidden one that won is not named, and its page is not given away', () => {
    const [why] = explainGroups([school, watch, form], sight);
    assert.equal(why?.value, 'deny');
    assert.deepEqual(why?.from, { id: null, name: 'A group that is not yours', priority: 'high' });
    assert.deepEqual(
      why?.overrode.map((each) => each.from?.name),
      ['8B', 'Whole school', undefined],
    );
  });

  it('a hidden one that lost is not there at all, and what decided is said of the rest', () => {
    const hidden = group('Watch list', 'deny');
    const [why] = explainGroups([school, hidden, form], sight);
    assert.equal(why?.from?.name, '8B');
    assert.doesNotMatch(JSON.stringify(why), /Watch list|not yours/);
    assert.equal(why?.decidedBy, 'priority');
  });

  it('is never the name or the id of a hidden one, whatever holds', () => {
    fc.assert(
      fc.property(groups, (list) => {
        const named = list.map((each) => ({ ...each, name: `secret ${each.name}`, id: `hidden ${each.id}` }));
        assert.doesNotMatch(JSON.stringify(explainGroups(named, () => 'hidden')), /secret|hidden/);
      }),
    );
  });
});
