import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CODES } from '@lapwing/protocol/endpoint.ts';
import {
  type Failure,
  failureOf,
  fieldError,
  formError,
  isRefusal,
  RequestFailed,
  sayFailure,
} from './failure.ts';

function refused(given: Partial<Extract<Failure, { kind: 'refused' }>>): RequestFailed {
  return new RequestFailed({
    kind: 'refused',
    status: 400,
    code: 'bad-request',
    reason: 'test',
    message: 'Must not be empty.',
    field: undefined,
    remedy: undefined,
    retryAfter: undefined,
    ...given,
  });
}

test('every refusal of the contract has words', () => {
  for (const code of ERROR_CODES) assert.notEqual(sayFailure(failureOf(refused({ code }))).title, '');
});

test('an error names its field and its remedy there, and nowhere else', () => {
  const error = refused({
    field: 'email',
    message: 'Must be an e-mail address.',
    remedy: 'Check the @ sign.',
  });
  assert.equal(fieldError(error, 'email'), 'Must be an e-mail address. Check the @ sign.');
  assert.equal(fieldError(error, 'name'), undefined);
  assert.equal(formError(error, ['email', 'name']), undefined);
});

test('an error at a field that is not shown stands above the form', () => {
  assert.equal(formError(refused({ field: 'token' }), ['email']), 'Must not be empty.');
});

test('a form without an error says nothing', () => {
  assert.equal(formError(null, []), undefined);
  assert.equal(fieldError(null, 'email'), undefined);
});

test('an error that is no refusal is our own mistake', () => {
  assert.equal(failureOf(new Error('boom')).kind, 'garbled');
  assert.equal(isRefusal(new Error('boom'), 'not-found'), false);
});
