import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createManualHands, type ManualHands } from '@lapwing/agent-core/contracts/fakes/manual-hands.ts';
import type { Http } from '@lapwing/agent-core/contracts/http.ts';
import type { IncomingFile, Installed, Installer } from '@lapwing/agent-core/contracts/installer.ts';
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { z } from 'zod';

/** What a whole computer has more than a browser: somebody who puts another version in place, and hands. */
export interface SimulatedDesktop {
  readonly installer: Installer;
  readonly hands: ManualHands;
  /** Of the version that runs. */
  platform(): DevicePlatform;
  /** What goes over the network is heard here too. */
  heard(http: Http): Http;
  /** Resolves when the device has asked the server which version is to be its own: whether it was offered one. */
  asked(): Promise<boolean>;
  /** Resolves with the version that it is to change over to. */
  told(): Promise<string>;
  /** It has changed over to that version, or tried to. */
  changed(to: string, outcome: Installed['outcome']): void;
}

const OFFERED = '/agent/releases/offered';
const Offer = z.object({ release: z.unknown().nullable() });

/** @param releaseKey raw Ed25519, base64url */
export function createSimulatedDesktop(first: string, releaseKey: string): SimulatedDesktop {
  const events = new EventEmitter();
  let version = first;
  let outcome: Installed | null = null;

  function emptyFile(): IncomingFile {
    let bytes = Buffer.alloc(0);
    return {
      have: () => bytes.length,
      append(more) {
        bytes = Buffer.concat([bytes, more]);
        return Promise.resolve();
      },
      sha256: () => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
      discard() {
        bytes = Buffer.alloc(0);
        return Promise.resolve();
      },
    };
  }

  return {
    installer: {
      target: 'linux-x64',
      get version() {
        return version;
      },
      releaseKey,
      incoming: () => Promise.resolve(emptyFile()),
      install(_file, to) {
        events.emit('told', to);
        return Promise.resolve();
      },
      outcome: () => Promise.resolve(outcome),
      forget() {
        outcome = null;
        return Promise.resolve();
      },
    },
    hands: createManualHands(),
    platform: () => ({
      agent: 'desktop',
      agentVersion: version,
      system: 'Debian GNU/Linux 12',
      browser: null,
      capabilities: ['typed', 'caption', 'screenshot', 'screen', 'lock', 'remote-control', 'update'],
    }),
    heard: (http) => ({
      async request(asked) {
        const answer = await http.request(asked);
        if (asked.url.endsWith(OFFERED) && answer.ok) {
          const { release } = Offer.parse(JSON.parse(Buffer.from(answer.body).toString('utf8')));
          events.emit('asked', release !== null);
        }
        return answer;
      },
    }),
    async asked() {
      const said: unknown[] = await once(events, 'asked');
      return said[0] === true;
    },
    async told() {
      const said: unknown[] = await once(events, 'told');
      return String(said[0]);
    },
    changed(to, how) {
      outcome = { from: version, to, outcome: how };
      if (how === 'done') version = to;
    },
  };
}
