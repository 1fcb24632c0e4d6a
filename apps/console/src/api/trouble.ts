import { failureOf, isRefusal, sayFailure } from './failure.ts';

/** Why something cannot be shown: it is not there, is not for this person, or could not be had. */
export interface Trouble {
  readonly title: string;
  readonly text: string;
  readonly kind: 'missing' | 'forbidden' | 'failed';
}

/** What to show instead of a page whose query failed; null while it has not. */
export function troubleOf(query: { error: unknown }): Trouble | null {
  const { error } = query;
  if (error === null || error === undefined) return null;
  if (isRefusal(error, 'not-found')) {
    return {
      kind: 'missing',
      title: 'This is not here',
      text: 'It may have been deleted, or it is not for you to see.',
    };
  }
  if (isRefusal(error, 'not-allowed')) {
    return {
      kind: 'forbidden',
      title: 'This is not open to you',
      text: 'Your role does not include it. An administrator of your school can change that under Staff.',
    };
  }
  return { kind: 'failed', ...sayFailure(failureOf(error)) };
}
