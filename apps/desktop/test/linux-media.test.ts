// No stick can be plugged into a machine without USB: the folders of sysfs and udev are made here, the events are real
// ones of the kernel (inotify). That the kernel lets go of an interface is not shown.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';

import * as fc from 'fast-check';

import type { Medium } from '../src/platform/contract/removable-media.ts';
import { mountsOf, parseUdevData } from '../src/platform/linux/media/disks.ts';
import { openRemovableMedia } from '../src/platform/linux/removable-media.ts';
import { makeUsb, type MadeUsb } from './made-usb.ts';

async function makeTree(): Promise<MadeUsb & { readonly root: string }> {
  const root = await mkdtemp(path.join(tmpdir(), 'lapwing-media-'));
  return { root, ...(await makeUsb(root)) };
}

describe('sticks on Linux', { timeout: 30_000 }, () => {
  it('are told of when they come and go, with what they call themselves', async () => {
    const { root, plug, unplug } = await makeTree();
    const media = await openRemovableMedia({
      keep: path.join(root, 'keep.json'),
      sys: path.join(root, 'sys'),
      data: path.join(root, 'data'),
    });
    assert.ok(media !== null);
    const come = new Promise<Medium>((resolve) => media.onArrived(resolve));
    await plug('1-1:1.0');
    const medium = await come;
    assert.deepEqual(medium, { id: '8:16-777', label: 'HOMEWORK', maker: 'Acme', bytes: 1_048_576 });
    const went = new Promise<string>((resolve) => media.onGone(resolve));
    await unplug();
    assert.equal(await went, medium.id);
    media.stop();
    await rm(root, { recursive: true });
  });

  it('are let go of while they are not allowed, and just those are put back, by a later run too', async () => {
    const { root, plug, unplug, authorised } = await makeTree();
    const parts = {
      keep: path.join(root, 'keep.json'),
      sys: path.join(root, 'sys'),
      data: path.join(root, 'data'),
      letGoMs: 200,
    };
    await plug('1-1:1.0');
    await mkdir(path.join(root, 'sys/bus/usb/devices/1-2:1.0'));
    await writeFile(path.join(root, 'sys/bus/usb/devices/1-2:1.0/bInterfaceClass'), '08\n');
    await writeFile(path.join(root, 'sys/bus/usb/devices/1-2:1.0/authorized'), '0\n');
    await mkdir(path.join(root, 'sys/bus/usb/devices/1-3:1.0'));
    await writeFile(path.join(root, 'sys/bus/usb/devices/1-3:1.0/bInterfaceClass'), '03\n');
    await writeFile(path.join(root, 'sys/bus/usb/devices/1-3:1.0/authorized'), '1\n');
    const first = await openRemovableMedia(parts);
    // The disk of the made tree does not go by itself, and that is said.
    assert.equal(await first?.setAllowed(false), false);
    assert.equal(await authorised('1-1:1.0'), '0');
    assert.equal(await authorised('1-3:1.0'), '1');
    await unplug();
    assert.equal(await first?.setAllowed(false), true);
    first?.stop();
    const second = await openRemovableMedia(parts);
    assert.equal(await second?.setAllowed(true), true);
    assert.deepEqual([await authorised('1-1:1.0'), await authorised('1-2:1.0')], ['1', '0']);
    assert.equal(await readFile(path.join(root, 'sys/bus/usb/drivers_probe'), 'utf8'), '1-1:1.0');
    second?.stop();
    await rm(root, { recursive: true });
  });

  it('are nothing where there is no udev', async () => {
    assert.equal(await openRemovableMedia({ keep: '/nonexistent/k', data: '/nonexistent/d' }), null);
  });
});

describe('what the system writes of devices', () => {
  it('is read whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseUdevData(text);
        mountsOf(text, new Set(['8:17']));
      }),
    );
    const line = '36 25 8:17 / /media/pupil/MY\\040STICK rw,nosuid shared:1 - vfat /dev/sdb1 rw';
    assert.deepEqual(mountsOf(line, new Set(['8:17'])), ['/media/pupil/MY STICK']);
    assert.deepEqual(mountsOf(line, new Set(['8:1'])), []);
  });
});
