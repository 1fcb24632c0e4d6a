import type { ERROR_CODES } from '@lapwing/protocol/endpoint.ts';

/** Why a request did not succeed. `unreachable`: no answer came; `garbled`: an answer that is not in the contract. */
export type Failure =
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: (typeof ERROR_CODES)[number];
      readonly reason: string;
      readonly message: string;
      readonly field: string | undefined;
      readonly remedy: string | undefined;
      readonly retryAfter: number | undefined;
    }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'garbled'; readonly status: number };

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

/** Carries a failure through the query library, which knows only throwing. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind === 'refused' ? `${failure.code}: ${failure.reason}` : failure.kind);
    this.failure = failure;
  }
}

/** The failure behind a caught error; anything that is no refusal is a fault of ours and reads as `garbled`. */
export function failureOf(error: unknown): Failure {
  return error instanceof RequestFailed ? error.failure : { kind: 'garbled', status: 0 };
}

export function isRefusal(error: unknown, code: (typeof ERROR_CODES)[number]): boolean {
  const failure = failureOf(error);
  return failure.kind === 'refused' && failure.code === code;
}

/** What to tell the person: what happened, and what to do about it. */
export function sayFailure(failure: Failure): { title: string; text: string } {
  if (failure.kind === 'unreachable') {
    return {
      title: 'The server does not answer',
      text: 'Check the network. Lapwing keeps trying; nothing that you typed is lost.',
    };
  }
  if (failure.kind === 'garbled') {
    return {
      title: 'Something went wrong',
      text: 'The answer could not be read. Load the page again; if it stays so, tell your administrator.',
    };
  }
  const detail = [failure.message, failure.remedy]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  switch (failure.code) {
    case 'not-allowed':
      return { title: 'You may not do this', text: detail };
    case 'not-found':
      return { title: 'Not found', text: detail };
    case 'conflict':
      return { title: 'Somebody else changed this meanwhile', text: detail };
    case 'not-signed-in':
      return { title: 'Your sign-in has ended', text: 'Sign in again to go on.' };
    case 'too-many-requests':
      return { title: 'Too many tries', text: detail };
    case 'locked-out':
      return { title: 'This account is locked for now', text: detail };
    case 'payload-too-large':
      return { title: 'This is too large', text: detail };
    case 'unavailable':
      return { title: 'The server is not ready', text: detail };
    case 'bad-request':
      return { title: 'Please correct this', text: detail };
    case 'internal':
      return { title: 'The server made a mistake', text: 'It has been written down. Try again in a moment.' };
  }
}

/** One line for a form. */
export function sayShortly(error: unknown): string {
  const { title, text } = sayFailure(failureOf(error));
  const failure = failureOf(error);
  return failure.kind === 'refused' && failure.code === 'bad-request' ? text : `${title}. ${text}`.trim();
}

/** The error to show at one field of a form, when the failure names that field. */
export function fieldError(error: unknown, field: string): string | undefined {
  const failure = failureOf(error);
  if (error === null || failure.kind !== 'refused' || failure.field !== field) return undefined;
  return [failure.message, failure.remedy].filter((part) => part !== undefined && part !== '').join(' ');
}

/** The failure of a form as a whole: what no shown field carries. */
export function formError(error: unknown, fields: readonly string[]): string | undefined {
  if (error === null || error === undefined) return undefined;
  const failure = failureOf(error);
  if (failure.kind === 'refused' && failure.field !== undefined && fields.includes(failure.field))
    return undefined;
  return sayShortly(error);
}
