import { randomUUID } from 'node:crypto';
import type { OwnTerm, PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';

/** A term of a school's own for a made-up word, looked for where it is typed. @param more what of it is otherwise */
export function ownTerm(word: string, more: Partial<OwnTerm> = {}): OwnTerm {
  return {
    policy: 'bullying',
    wordings: [word],
    notation: false,
    definition: 'A made-up word, which means nothing.',
    severity: 'moderate',
    sources: ['typed'],
    boundary: 'word',
    unmask: false,
    unless: [],
    needs: null,
    ...more,
  };
}

/** The change of the school's policies that adds such a term. */
export function addedTerm(word: string, more: Partial<OwnTerm> = {}): PolicyEdit {
  return { kind: 'term', id: `own.${randomUUID()}`, value: ownTerm(word, more) };
}

/**
 * The change by which a picture and a recording are made of what is found of a policy among the people and devices of a
 * group.
 */
export function recordedWatch(groupId: string, seconds: number, policy = 'bullying'): PolicyEdit {
  return {
    kind: 'watch',
    groupId,
    policy,
    value: {
      status: null,
      periods: null,
      sources: null,
      actions: [{ kind: 'screenshot' }, { kind: 'record', seconds }],
    },
  };
}
