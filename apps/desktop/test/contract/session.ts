import assert from 'node:assert/strict';

import type { DesktopSession } from '../../src/platform/contract/session.ts';
import { casesOn, type DefineCase } from './cases.ts';

/** A device with a sign-in screen, and a person in front of it. */
export interface SessionSubject {
  readonly session: DesktopSession;
  /** The person logs on. @returns the account */
  readonly logOn: () => Promise<string>;
  /** The person logs off. */
  readonly leave: () => Promise<void>;
  /** The person presses a key. */
  readonly use: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What every `DesktopSession` must hold to. */
export function sessionContract(test: DefineCase, make: () => Promise<SessionSubject>): void {
  const on = casesOn(test, make, async (subject) => subject.close());
  const change = async (session: DesktopSession): Promise<void> =>
    new Promise((resolve) => {
      const cancel = session.onChange(() => {
        cancel();
        resolve();
      });
    });

  on('knows of nobody at the sign-in screen', async ({ session }) => {
    assert.equal(await session.current(), null);
    assert.equal(await session.logOff(0), 'not-possible');
  });

  on('tells who logs on and off, each time under another name', async (subject) => {
    const { session, logOn, leave } = subject;
    const came = change(session);
    const account = await logOn();
    await came;
    const first = await session.current();
    assert.equal(first?.account, account);
    assert.deepEqual(await session.current(), first);
    const went = change(session);
    await leave();
    await went;
    assert.equal(await session.current(), null);
    const cameAgain = change(session);
    await logOn();
    await cameAgain;
    const second = await session.current();
    assert.equal(second?.account, account);
    assert.notEqual(second?.logOnId, first?.logOnId);
  });

  on('tells how long nothing was used', async ({ session, use }) => {
    await use();
    const before = performance.now();
    const first = await session.idle();
    assert.ok(first !== null && first < 5000);
    while (performance.now() - before < 40) await session.idle();
    const second = await session.idle();
    assert.ok(second !== null && second > first);
    await use();
    const third = await session.idle();
    assert.ok(third !== null && third < second + 5000);
  });

  on('logs the person off', async ({ session, logOn }) => {
    const came = change(session);
    await logOn();
    await came;
    const went = change(session);
    assert.equal(await session.logOff(300), 'done');
    await went;
    assert.equal(await session.current(), null);
    assert.equal(await session.logOff(0), 'not-possible');
  });
}
