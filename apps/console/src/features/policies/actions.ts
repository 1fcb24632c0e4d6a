import type { Action } from '@lapwing/protocol/features/policies/edits.ts';

export const ACTION_KINDS = Object.freeze([
  'screenshot',
  'record',
  'message',
  'lock',
  'log-off',
  'internet-off',
  'move',
] as const satisfies ReadonlyArray<Action['kind']>);

export const ACTION_WORDS: Readonly<Record<Action['kind'], string>> = Object.freeze({
  screenshot: 'Screenshot',
  record: 'Recording of the screen',
  message: 'Message to the pupil',
  lock: 'Lock the screen',
  'log-off': 'Log off with a message',
  'internet-off': 'Internet off',
  move: 'Put into a group',
});

/** `Lock the screen for 5 min` */
export function sayAction(action: Action): string {
  const words = ACTION_WORDS[action.kind];
  switch (action.kind) {
    case 'screenshot':
      return words;
    case 'record':
      return `${words}, ${action.seconds} s`;
    case 'message':
    case 'log-off':
      return `${words}: “${action.text}”`;
    case 'lock':
    case 'internet-off':
      return `${words} for ${action.minutes} min`;
    case 'move':
      return `${words} for ${action.days === 1 ? '1 day' : `${action.days} days`}`;
  }
}

export function sayActions(actions: readonly Action[]): string {
  return actions.length === 0 ? 'none' : actions.map(sayAction).join('; ');
}

/** What an action of a kind begins as. A group to move to has to be chosen. */
export function newAction(kind: Action['kind'], firstGroup: string | undefined): Action | null {
  switch (kind) {
    case 'screenshot':
      return { kind };
    case 'record':
      return { kind, seconds: 30 };
    case 'message':
      return { kind, text: 'A member of staff would like to talk with you.' };
    case 'lock':
      return { kind, minutes: 5 };
    case 'log-off':
      return { kind, text: 'Please see your teacher.' };
    case 'internet-off':
      return { kind, minutes: 15 };
    case 'move':
      return firstGroup === undefined ? null : { kind, groupId: firstGroup, days: 7 };
  }
}
