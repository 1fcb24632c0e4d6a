import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAPTURE_STATUSES } from '@lapwing/protocol/features/captures/status.ts';
import * as fc from 'fast-check';
import { createLooking } from './looking.ts';
import {
  changeInWords,
  escalateTo,
  giveStatus,
  giveTo,
  letPass,
  putInto,
  takeBack,
  type Decide,
} from './steps.ts';
import type { CaptureState } from './store-history.ts';

const person = fc.constantFrom({ id: 'a', name: 'Ana' }, { id: 'b', name: 'Ben' }, { id: 'c', name: 'Cy' });
const incident = fc.constantFrom(null, '0199a1b2-0000-7000-8000-000000000111');
const settable = CAPTURE_STATUSES.filter(
  (status) => status !== 'escalated' && status !== 'false-positive-allowed',
);
const decision: fc.Arbitrary<Decide> = fc.oneof(
  fc.tuple(fc.option(person), person).map(([to, by]) => giveTo(to, by)),
  fc.tuple(person, fc.string()).map(([to, why]) => escalateTo(to, why)),
  fc.tuple(fc.constantFrom(...settable), fc.option(fc.string())).map(([to, why]) => giveStatus(to, why)),
  fc.string().map(letPass),
  incident.map(putInto),
);
const NEW: CaptureState = { status: 'unclassified', assignedTo: null, escalatedTo: null, incidentId: null };

test('whatever is decided in whatever order leaves a state that the database takes, and can be taken back', () => {
  fc.assert(
    fc.property(fc.array(decision, { maxLength: 12 }), (decisions) => {
      let state = NEW;
      for (const decide of decisions) {
        const step = decide(state);
        if (step === null) continue;
        const { after, line } = step;
        assert.equal(after.escalatedTo !== null, after.status === 'escalated');
        if (line.kind === 'escalated') assert.ok(line.to !== null && line.words !== null);
        assert.deepEqual(takeBack(state)(after)?.after, state);
        assert.notDeepEqual([after, line.kind], [state, 'assigned']);
        state = after;
      }
    }),
  );
});

test('whoever gives a capture to themselves has taken it, and giving it again changes nothing', () => {
  fc.assert(
    fc.property(person, person, (to, by) => {
      const step = giveTo(to, by)(NEW);
      assert.equal(step?.line.kind, to.id === by.id ? 'taken' : 'assigned');
      assert.equal(step === null ? undefined : giveTo(to, by)(step.after), null);
    }),
  );
});

test('every change is told in words, none of them empty', () => {
  fc.assert(
    fc.property(decision, fc.option(person), (decide, to) => {
      const step = decide(NEW);
      if (step === null) return;
      const words = changeInWords({
        kind: step.line.kind,
        to_name: to?.name ?? null,
        to_status: step.after.status,
      });
      assert.match(words, /^\S.*\S$/);
    }),
  );
});

test('who looks is who said so last, for as long as they say so again, and nobody of another school', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ who: person, looking: fc.boolean(), after: fc.integer({ min: 0, max: 40 }) })),
      (says) => {
        let now = 0;
        const looking = createLooking({ now: () => now });
        const [here, there] = [
          { schoolId: 's', captureId: 'x' },
          { schoolId: 't', captureId: 'x' },
        ];
        const last = new Map<string, number>();
        for (const { who, looking: looks, after } of says) {
          now += after * 1000;
          looking.expire();
          looking.say(here, who, looks);
          if (looks) last.set(who.id, now);
          else last.delete(who.id);
          const expected = [...last].filter(([, at]) => now - at <= 25_000).map(([id]) => id);
          assert.deepEqual(
            looking
              .at(here)
              .map(({ id }) => id)
              .sort(),
            expected.sort(),
          );
          assert.deepEqual(looking.at(there), []);
        }
      },
    ),
  );
});
