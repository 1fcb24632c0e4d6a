import type { InvolvedPerson } from '@lapwing/protocol/features/concerns/api.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { refuse } from '../../platform/http/outcome.ts';
import type { ConcernParts } from './deps.ts';
import { byOf, type Refusal } from './look.ts';
import { findPupil, insertCapture, insertEntry, insertPerson, reachableCaptures } from './store-changes.ts';
import { PART_WORDS, storable } from './words.ts';

interface Call {
  readonly tx: SchoolTx;
  readonly actor: Actor;
  readonly params: { readonly id: string };
}

/** Puts somebody in the concern with a line in its chronology. Who stands there already stays so. */
export async function involve(call: Call, person: InvolvedPerson, field: string): Promise<Refusal | null> {
  const { tx, actor, params } = call;
  let name: string;
  if (person.kind === 'roster') {
    const reach = reachOf(actor, 'people.view');
    const found = reach === null ? null : await findPupil(tx, reach, person.personId);
    if (found === null) {
      return refuse('bad-request', 'person-unknown', 'Somebody chosen is not in the roster any more.', {
        field,
        remedy: 'Choose the person again.',
      });
    }
    if (found.kind === 'staff' && (person.part === 'subject' || person.part === 'other-pupil')) {
      return refuse('bad-request', 'not-a-pupil', `${found.name} is a member of staff.`, {
        field,
        remedy: 'Put them in as a member of staff; whom it is about is a pupil.',
      });
    }
    name = found.name;
  } else {
    name = storable(person.name);
  }
  const added = await insertPerson(tx, params.id, {
    part: person.part,
    personId: person.kind === 'roster' ? person.personId : null,
    name: person.kind === 'roster' ? null : name,
  });
  if (added) {
    await insertEntry(tx, byOf(actor), params.id, {
      kind: 'person',
      what: `Named ${name} as ${PART_WORDS[person.part]}`,
    });
  }
  return null;
}

/**
 * Attaches captures within the caller's reach, each with a line in the chronology at the time at which it happened, and
 * one in its own history. Those that are attached already stay so; nothing of them is copied.
 */
export async function attach(
  parts: ConcernParts,
  call: Call,
  captureIds: readonly string[],
): Promise<Refusal | null> {
  if (captureIds.length === 0) return null;
  const { tx, actor, params } = call;
  const reach = reachOf(actor, 'captures.view');
  const found = reach === null ? [] : await reachableCaptures(tx, reach, captureIds);
  if (found.length !== new Set(captureIds.map((id) => id.toLowerCase())).size) {
    return refuse('bad-request', 'capture-unknown', 'Not every capture chosen is there for you to see.', {
      field: 'captureIds',
      remedy: 'Reload the captures and choose again.',
    });
  }
  const words = await parts.wordsOf(tx);
  for (const capture of found) {
    if (!(await insertCapture(tx, params.id, capture.id))) continue;
    const policy = words.titleOf(capture.term, capture.policy);
    const sealed = capture.sealed ? ', sealed' : '';
    await insertEntry(tx, byOf(actor), params.id, {
      kind: 'capture',
      happenedAt: capture.happened_at,
      captureId: capture.id,
      what: `Capture: ${policy}, ${capture.severity}${sealed}`,
    });
    await parts.noteOnCapture(tx, capture.id, byOf(actor), params.id);
  }
  return null;
}
