import { describe, it } from 'node:test';

import { createFakeFiles } from '../src/platform/fake/files.ts';
import { createFakePrinting } from '../src/platform/fake/printing.ts';
import { createFakeProcesses } from '../src/platform/fake/processes.ts';
import {
  createFakeIdentity,
  createFakePower,
  createFakeSound,
  createFakeVault,
} from '../src/platform/fake/quiet-parts.ts';
import { createFakeMedia } from '../src/platform/fake/removable-media.ts';
import { filesContract } from './contract/files.ts';
import { identityContract } from './contract/identity.ts';
import { powerContract } from './contract/power.ts';
import { printingContract } from './contract/printing.ts';
import { processesContract } from './contract/processes.ts';
import { mediaContract } from './contract/removable-media.ts';
import { soundContract } from './contract/sound.ts';
import { vaultContract } from './contract/vault.ts';

describe('the programs of the fake', () => {
  processesContract(it, async () => {
    const processes = createFakeProcesses(Date.now);
    return Promise.resolve({
      processes,
      executable: 'game',
      account: 'pupil',
      start: async () => {
        const { pid } = processes.start({ executable: 'game' });
        return Promise.resolve({ pid, over: Promise.resolve() });
      },
      close: async () => Promise.resolve(),
    });
  });
});

describe('the files of the fake', () => {
  filesContract(it, async () => {
    const folder = '/people/pupil/Documents';
    const files = createFakeFiles([folder]);
    const at = (name: string): string => `${folder}/${name}`;
    const isFolder = (name: string): boolean => !name.includes('.');
    const done = async (run: () => void): Promise<void> => {
      run();
      return Promise.resolve();
    };
    const renamed = async (from: string, path: string): Promise<void> =>
      done(() => {
        files.happen({ kind: 'renamed', from, path, folder: isFolder(path.slice(folder.length)) });
      });
    const happen =
      (kind: 'created' | 'deleted') =>
      async (name: string): Promise<void> =>
        done(() => {
          files.happen({ kind, path: at(name), folder: isFolder(name) });
        });
    return Promise.resolve({
      files,
      folder,
      create: happen('created'),
      createFolder: happen('created'),
      rename: async (from, to) => renamed(at(from), at(to)),
      remove: happen('deleted'),
      toTrash: async (name) => renamed(at(name), `/people/pupil/.local/share/Trash/files/${name}`),
      save: async () => Promise.resolve(),
      ready: async () => Promise.resolve(),
      close: async () => Promise.resolve(),
    });
  });
});

describe('printing of the fake', () => {
  printingContract(it, async () => {
    const printing = createFakePrinting();
    const out: string[] = [];
    printing.onPrinted(({ document }) => out.push(document));
    return Promise.resolve({
      printing,
      printer: 'Hall',
      account: 'pupil',
      print: async (document) => {
        printing.print({ document });
        return Promise.resolve();
      },
      cameOut: async (document) => Promise.resolve(out.includes(document)),
      close: async () => Promise.resolve(),
    });
  });
});

describe('the sound of the fake', () => {
  soundContract(it, async () => {
    const sound = createFakeSound();
    return Promise.resolve({
      sound,
      silent: async () => Promise.resolve(sound.muted()),
      turnOn: async () => {
        sound.turnOn();
        return Promise.resolve();
      },
      close: async () => Promise.resolve(),
    });
  });
});

describe('sleep of the fake', () => {
  powerContract(it, async () => {
    const power = createFakePower();
    return Promise.resolve({
      power,
      sleep: async () => {
        power.sleep();
        return Promise.resolve();
      },
      wake: async () => {
        power.wake();
        return Promise.resolve();
      },
      close: async () => Promise.resolve(),
    });
  });
});

describe('the sticks of the fake', () => {
  mediaContract(it, async () => {
    const media = createFakeMedia();
    let plugged = '';
    return Promise.resolve({
      media,
      label: 'HOMEWORK',
      plug: async () => {
        plugged = media.plug({ label: 'HOMEWORK' }).id;
        return Promise.resolve();
      },
      unplug: async () => {
        media.unplug(plugged);
        return Promise.resolve();
      },
      readable: async () => Promise.resolve(media.allowed()),
      close: async () => Promise.resolve(),
    });
  });
});

describe('what the fake keeps and is', () => {
  vaultContract(it, async () => Promise.resolve(createFakeVault()));
  identityContract(it, async () => Promise.resolve(createFakeIdentity()));
});
