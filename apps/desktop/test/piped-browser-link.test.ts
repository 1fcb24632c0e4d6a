import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';

import type { BrowserDoor } from '../src/platform/contract/browser-link.ts';
import { createFakeBrowserLink } from '../src/platform/fake/browser-link.ts';
import { createFakeSession } from '../src/platform/fake/session.ts';
import { createPipedBrowserLink } from '../src/seat-pipe/piped-browser-link.ts';
import { openSeatProxy, type SeatProxy } from '../src/seat-pipe/proxy.ts';
import { serveSeat } from '../src/seat-pipe/serve.ts';
import { browserLinkContract } from './contract/browser-link.ts';

const PUPIL = 'pupil';

/** A seat with browsers that a test plays, and the link of an agent at the other end of its pipe. */
async function across() {
  const fake = createFakeBrowserLink();
  const door: BrowserDoor = {
    onBrowser: (came) =>
      fake.onBrowser((browser) =>
        came({ ...browser, startedAt: 1, onMessage: (heard) => browser.onMessage((one) => void heard(one)) }),
      ),
    letIn: (account) => fake.letIn(account),
    close: () => fake.close(),
  };
  const link = createPipedBrowserLink({
    name: (id) => fake.name(id),
    runs: (pid) =>
      fake.isThere({ pid, send: () => false, onMessage: none, onClosed: () => none, close: none }),
  });
  const seat = async (): Promise<{ readonly proxy: SeatProxy; readonly die: () => void }> => {
    const [toSeat, toAgent] = [new PassThrough(), new PassThrough()];
    void serveSeat({
      pipe: { input: toSeat, output: toAgent },
      seat: {
        session: createFakeSession(() => 0),
        screen: null,
        windows: null,
        input: null,
        target: null,
        surfaces: null,
        tray: null,
        sound: null,
        gaps: [],
        close: () => Promise.resolve(),
      },
      browsers: door,
      scale: 1,
    });
    const proxy = await openSeatProxy({
      pipe: { input: toAgent, output: toSeat },
      over: () => link.become(null),
    });
    assert.ok(proxy !== null);
    link.become(proxy.browsers);
    return { proxy, die: () => toAgent.end() };
  };
  return { fake, link, seat, first: await seat() };
}

function none(): void {
  // Nobody asks.
}

describe('the link to browsers that come to a seat at the other end of a pipe', () => {
  browserLinkContract(it, async () => {
    const { fake, link, first } = await across();
    return {
      link,
      account: PUPIL,
      browse: () => Promise.resolve(fake.open(PUPIL)),
      close: async () => {
        await link.close();
        first.die();
      },
    };
  });

  it('names the extension on the device itself', async () => {
    const { fake, link, first } = await across();
    assert.equal(await link.name('a'.repeat(32)), true);
    assert.equal(fake.named(), 'a'.repeat(32));
    first.die();
  });

  it('does everything else between two lines of a browser that says more than anybody reads', async () => {
    const { fake, link, first } = await across();
    await link.letIn(PUPIL);
    let lines = 0;
    const all = new Promise<void>((resolve) => {
      link.onBrowser((browser) =>
        browser.onMessage(() => {
          lines += 1;
          if (lines === 500) resolve();
        }),
      );
    });
    fake.open(
      PUPIL,
      Array.from({ length: 500 }, (_, at) => `{"flimmer":"${String(at)}${'x'.repeat(20_000)}"}`),
    );
    await first.proxy.ping();
    assert.ok(lines < 20, `${String(lines)} lines came before the answer`);
    await all;
    first.die();
  });

  it('lets go of all when the seat is gone, and has those come again to the next one', async () => {
    const { fake, link, seat, first } = await across();
    await link.letIn(PUPIL);
    const coming = (): Promise<void> =>
      new Promise((resolve) => {
        const cancel = link.onBrowser((browser) => {
          cancel();
          browser.onClosed(resolve);
        });
      });
    const closed = coming();
    fake.open(PUPIL);
    await first.proxy.ping();
    first.die();
    await closed;
    const second = await seat();
    await second.proxy.ping();
    let came = 0;
    link.onBrowser(() => {
      came += 1;
    });
    fake.open(PUPIL);
    await second.proxy.ping();
    assert.equal(came, 1);
    second.die();
  });

  it('lets nobody in where the seat is another account’s', async () => {
    const { fake, link, first } = await across();
    fake.letIn = () => Promise.resolve(false);
    assert.equal(await link.letIn('somebody else'), false);
    first.die();
  });
});
