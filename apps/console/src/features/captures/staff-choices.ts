import type { StaffName } from '@lapwing/protocol/features/captures/api.ts';
import type { listCaptureStaff } from '@lapwing/protocol/features/captures/triage.api.ts';
import type { z } from 'zod';

export type CaptureStaff = z.output<(typeof listCaptureStaff)['reply']>;

/** Somebody to give a capture to. */
export interface StaffChoice {
  readonly key: string;
  readonly name: string;
  /** The role, or why they are offered first. */
  readonly hint: string;
  /** Null: nobody, or whoever is next in the chain. */
  readonly to: StaffName | null;
}

const NEXT = 'next';
const NOBODY = 'nobody';

/** Those who can be chosen, in the order in which they are offered. */
export function staffChoices(
  { staff, next, why }: CaptureStaff,
  purpose: 'escalate' | 'assign',
  me: StaffName,
): readonly StaffChoice[] {
  const others = staff
    .filter((one) => one.id !== me.id && (purpose === 'assign' || one.id !== next?.id))
    .map((one): StaffChoice => ({ key: one.id, name: one.name, hint: one.role, to: pick(one) }));
  if (purpose === 'assign') {
    const self = staff.find((one) => one.id === me.id);
    return [
      ...(self === undefined ? [] : [{ key: me.id, name: me.name, hint: 'you', to: pick(me) }]),
      ...others,
      { key: NOBODY, name: 'Nobody', hint: 'it waits for whoever takes it', to: null },
    ];
  }
  // Those whom it concerns stand before those who happen to see it.
  const leads = others.toSorted((one, other) => Number(isLead(other)) - Number(isLead(one)));
  return next === null || next.id === me.id
    ? leads
    : [{ key: NEXT, name: next.name, hint: `next in the chain: ${why}`, to: null }, ...leads];
}

/** Who is next in the chain, for somebody who is not next themselves. */
export function nextFor({ next }: CaptureStaff, me: StaffName): StaffName | null {
  return next?.id === me.id ? null : next;
}

/** Those whose name or role has a word that begins with each of the words given; all for no words. */
export function findStaff(choices: readonly StaffChoice[], words: string): readonly StaffChoice[] {
  const wanted = plain(words).split(/\s+/u).filter(Boolean);
  return choices.filter((choice) => {
    const has = plain(`${choice.name} ${choice.hint}`).split(/[\s:,]+/u);
    return wanted.every((word) => has.some((one) => one.startsWith(word)));
  });
}

function isLead(choice: StaffChoice): boolean {
  return /safeguarding|lead/iu.test(choice.hint);
}

function pick({ id, name }: StaffName): StaffName {
  return { id, name };
}

/** Without case and accents: `Zoë` is found by `zoe`. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase('en-GB');
}
