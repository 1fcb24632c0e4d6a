import assert from 'node:assert/strict';

import type { Medium, RemovableMedia } from '../../src/platform/contract/removable-media.ts';
import { casesOn, type DefineCase } from './cases.ts';

/** A device, and a person with one stick. */
export interface MediaSubject {
  readonly media: RemovableMedia;
  /** What the stick calls itself. */
  readonly label: string;
  readonly plug: () => Promise<void>;
  readonly unplug: () => Promise<void>;
  /** Whether the person can read what is on it; null where nobody can tell here. */
  readonly readable: (() => Promise<boolean>) | null;
  readonly close: () => Promise<void>;
}

/** What every `RemovableMedia` must hold to. */
export function mediaContract(test: DefineCase, make: () => Promise<MediaSubject>): void {
  const on = casesOn(test, make, async (subject) => {
    await subject.media.setAllowed(true);
    await subject.close();
  });
  const arrival = async (media: RemovableMedia): Promise<Medium> =>
    new Promise((resolve) => {
      const cancel = media.onArrived((medium) => {
        cancel();
        resolve(medium);
      });
    });
  const leaving = async (media: RemovableMedia): Promise<string> =>
    new Promise((resolve) => {
      const cancel = media.onGone((id) => {
        cancel();
        resolve(id);
      });
    });

  on('tells of a stick that comes and goes, by what it calls itself', async (subject) => {
    const { media, label, plug, unplug } = subject;
    const told: string[] = [];
    media.onArrived(({ id }) => told.push(`come ${id}`));
    media.onGone((id) => told.push(`gone ${id}`));
    const come = arrival(media);
    await plug();
    const medium = await come;
    assert.equal(medium.label, label);
    assert.ok(medium.bytes === null || medium.bytes > 0);
    const went = leaving(media);
    await unplug();
    assert.equal(await went, medium.id);
    assert.deepEqual(told, [`come ${medium.id}`, `gone ${medium.id}`]);
  });

  on('lets nobody read what is on it while it is not allowed, and everybody afterwards', async (subject) => {
    const { media, plug, readable } = subject;
    const come = arrival(media);
    await plug();
    await come;
    if (readable !== null) assert.equal(await readable(), true);
    assert.equal(await media.setAllowed(false), true);
    assert.equal(await media.setAllowed(false), true);
    if (readable !== null) assert.equal(await readable(), false);
    assert.equal(await media.setAllowed(true), true);
    assert.equal(await media.setAllowed(true), true);
    if (readable !== null) assert.equal(await readable(), true);
  });
}
