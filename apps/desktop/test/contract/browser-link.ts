import assert from 'node:assert/strict';

import type { BrowserLink, LinkedBrowser } from '../../src/platform/contract/browser-link.ts';
import { casesOn, type DefineCase } from './cases.ts';

/** A browser with our extension, which has started the host. */
export interface BrowserPlayed {
  readonly pid: number;
  readonly say: (message: string) => unknown;
  readonly onHeard: (heard: (message: string) => void) => void;
  /** Called when the host is gone, or was not let in. */
  readonly onEnded: (ended: () => void) => void;
  readonly stop: () => unknown;
}

/** A device, and a person who opens browsers. */
export interface BrowserLinkSubject {
  readonly link: BrowserLink;
  readonly account: string;
  readonly browse: () => Promise<BrowserPlayed>;
  readonly close: () => Promise<void>;
}

/** What every `BrowserLink` must hold to. */
export function browserLinkContract(test: DefineCase, make: () => Promise<BrowserLinkSubject>): void {
  const on = casesOn(test, make, async (subject) => subject.close());
  const comes = async (link: BrowserLink): Promise<LinkedBrowser> =>
    new Promise((resolve) => {
      const cancel = link.onBrowser((browser) => {
        cancel();
        resolve(browser);
      });
    });
  const met = async ({
    link,
    account,
    browse,
  }: BrowserLinkSubject): Promise<readonly [LinkedBrowser, BrowserPlayed]> => {
    assert.equal(await link.letIn(account), true);
    const coming = comes(link);
    const played = await browse();
    return [await coming, played];
  };
  const heardBy = async (
    of: { readonly onHeard: (heard: (message: string) => void) => void },
    count: number,
  ): Promise<readonly string[]> =>
    new Promise((resolve) => {
      const heard: string[] = [];
      of.onHeard((message) => {
        heard.push(message);
        if (heard.length === count) resolve(heard);
      });
    });

  on('a browser of the person comes with the number of its process', async (subject) => {
    const [browser, played] = await met(subject);
    assert.equal(browser.pid, played.pid);
    assert.equal(subject.link.isThere(browser), true);
  });

  on('what is said arrives whole and in order, both ways', async (subject) => {
    const [browser, played] = await met(subject);
    const words = ['{"a":1}', JSON.stringify({ text: `Zoë\nمرحبا ${'x'.repeat(300_000)}` }), '{"b":[2]}'];
    const told = heardBy({ onHeard: (heard) => browser.onMessage(heard) }, words.length);
    for (const word of words) played.say(word);
    assert.deepEqual(await told, words);
    const back = heardBy(played, words.length);
    for (const word of words) assert.equal(browser.send(word), true);
    assert.deepEqual(await back, words);
  });

  on('nobody is let in who was not asked in', async ({ browse }) => {
    const played = await browse();
    await new Promise<void>((resolve) => {
      played.onEnded(resolve);
    });
  });

  on('who may no longer come is let go of', async (subject) => {
    const [browser, played] = await met(subject);
    const ended = new Promise<void>((resolve) => {
      played.onEnded(resolve);
    });
    const closed = new Promise<void>((resolve) => {
      browser.onClosed(resolve);
    });
    await subject.link.letIn(null);
    await Promise.all([ended, closed]);
    assert.equal(browser.send('{}'), false);
    assert.equal(subject.link.isThere(browser), true, 'the browser runs on');
  });

  on('a browser that ends is gone', async (subject) => {
    const [browser, played] = await met(subject);
    const closed = new Promise<void>((resolve) => {
      browser.onClosed(resolve);
    });
    await played.stop();
    await closed;
    assert.equal(subject.link.isThere(browser), false);
  });
}
