import {
  compareVersions,
  type ReleaseFile,
  ReleaseManifest,
  RELEASE_PURPOSE,
  SignedRelease,
} from '@lapwing/protocol/features/releases/release.ts';
import type { ReleasesUpdated } from '@lapwing/protocol/features/releases/updated.event.ts';
import { Sha256, uuidV7 } from '@lapwing/protocol/ids.ts';
import { z } from 'zod';
import { between } from './backoff.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Digest } from './contracts/digest.ts';
import type { Installer } from './contracts/installer.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { StateStore } from './contracts/state-store.ts';
import type { Outbox } from './outbox.ts';
import type { SignedRequest } from './signed-request.ts';
import { parseJson, readDocument, writeDocument } from './stored-document.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** Under which is stored which release was given up, so that it is not fetched again each day. */
const GIVEN_UP = 'update-given-up';
const OFFER_PATH = '/agent/releases/offered';
const DAY_MS = 24 * 60 * 60_000;
/** After a connection: a thousand devices that come back at once do not ask at once. */
const SOON_MS = 5 * 60_000;
/** What is interrupted goes on after this. */
const RETRY_MS = 30 * 60_000;
/** So little at once that memory stays small. */
const PART_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

const Offer = z.object({ release: SignedRelease.nullable() });
const GivenUp = z.object({ manifestSha256: Sha256 });

export interface Updates {
  /** Tells what became of the last installation, and begins to look. */
  begin(): Promise<void>;
  /** The server is there. */
  connected(): void;
  /** Whoever runs the device wants it looked for at once, or as soon as the server is there. */
  now(): void;
  /** Resolves when nothing is under way. */
  stop(): Promise<void>;
}

/** Brings the agent to the version that its school has decided on: SPEC.md, UPD. */
export function createUpdates(parts: {
  readonly installer: Installer;
  readonly request: SignedRequest;
  readonly outbox: Outbox;
  readonly digest: Digest;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly online: () => boolean;
}): Updates {
  const { installer, request, outbox, digest, store, clock, random, log } = parts;
  let stopped = false;
  let cancel: Cancel = () => undefined;
  let waiting = false;
  let isWanted = false;
  let askedAt: number | null = null;
  let under: Promise<void> = Promise.resolve();
  let busy = false;

  function again(least: number, most: number): void {
    cancel();
    if (stopped) return;
    waiting = true;
    cancel = clock.setTimer(between(random, least, most), () => {
      waiting = false;
      look();
    });
  }

  function look(): void {
    if (busy || stopped) return;
    // It is asked for when the server is there again.
    if (!parts.online()) return;
    isWanted = false;
    busy = true;
    under = lookAndWait();
  }

  async function lookAndWait(): Promise<void> {
    let came: 'settled' | 'later' = 'later';
    try {
      came = await lookNow();
    } catch (error) {
      log('updates.failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
    busy = false;
    if (came === 'later') again(RETRY_MS, RETRY_MS * 1.5);
    else again(DAY_MS * 0.9, DAY_MS * 1.1);
  }

  async function lookNow(): Promise<'settled' | 'later'> {
    const answer = await request({
      method: 'GET',
      path: OFFER_PATH,
      body: null,
      mediaType: null,
      timeoutMs: TIMEOUT_MS,
    });
    if (!answer.ok || answer.status >= 500) return 'later';
    askedAt = clock.passed();
    // A server from before there were releases.
    if (answer.status !== 200) return 'settled';
    const offer = parseJson(decodeUtf8(answer.body), Offer);
    if (offer === null) return 'settled';
    return offer.release === null ? 'settled' : take(offer.release);
  }

  async function take(signed: SignedRelease): Promise<'settled' | 'later'> {
    const manifestSha256 = await digest.sha256(encodeUtf8(signed.manifest));
    if ((await readDocument(store, GIVEN_UP, GivenUp))?.manifestSha256 === manifestSha256) return 'settled';
    const signedText = encodeUtf8(`${RELEASE_PURPOSE}\n${signed.manifest}`);
    const isGenuine = await digest.verify(installer.releaseKey, signed.signature, signedText);
    const manifest = parseJson(signed.manifest, ReleaseManifest);
    // Of what nobody has signed not even the version is believed, but it is what is refused.
    if (!isGenuine || manifest === null) {
      log('updates.not-genuine');
      if (manifest !== null) await giveUp(manifestSha256, manifest.version);
      return 'settled';
    }
    if (compareVersions(manifest.version, installer.version) <= 0) return 'settled';
    const file = manifest.files.find(({ target, kind }) => target === installer.target && kind === 'update');
    if (file === undefined) return 'settled';
    return fetchAndInstall(manifest.version, file, manifestSha256);
  }

  async function fetchAndInstall(
    version: string,
    file: ReleaseFile,
    manifestSha256: string,
  ): Promise<'settled' | 'later'> {
    const incoming = await installer.incoming(file.sha256);
    while (incoming.have() < file.bytes) {
      if (stopped || !parts.online()) return 'later';
      const from = incoming.have();
      const to = Math.min(from + PART_BYTES, file.bytes) - 1;
      const answer = await request({
        method: 'GET',
        path: `/agent/releases/${version}/files/${file.name}`,
        body: null,
        mediaType: null,
        timeoutMs: TIMEOUT_MS,
        range: { from, to },
      });
      if (!answer.ok || answer.status !== 206 || answer.body.length !== to - from + 1) return 'later';
      await incoming.append(answer.body);
    }
    if (incoming.have() !== file.bytes || (await incoming.sha256()) !== file.sha256) {
      log('updates.wrong-file');
      await incoming.discard();
      await giveUp(manifestSha256, version);
      return 'settled';
    }
    if (stopped) return 'later';
    // Known before it is tried: should it be rolled back, it is not tried again.
    await writeDocument(store, GIVEN_UP, { manifestSha256 });
    log('updates.installs', { version });
    await installer.install(incoming, version);
    return 'settled';
  }

  async function giveUp(manifestSha256: string, version: string): Promise<void> {
    await tell({ from: installer.version, to: version, outcome: 'refused' });
    await writeDocument(store, GIVEN_UP, { manifestSha256 });
  }

  async function tell(became: Pick<ReleasesUpdated, 'from' | 'to' | 'outcome'>): Promise<boolean> {
    const id = uuidV7(clock.now(), random.bytes(10));
    const at = new Date(clock.now()).toISOString();
    return outbox.add({ type: 'releases/updated', id, at, ...became });
  }

  return {
    async begin() {
      const became = await installer.outcome();
      if (became !== null && (await tell(became))) await installer.forget();
    },
    connected() {
      if (busy || stopped) return;
      if (isWanted) return look();
      const isDue = askedAt === null || clock.passed() - askedAt >= DAY_MS / 24;
      if (isDue || !waiting) again(0, SOON_MS);
    },
    now() {
      isWanted = true;
      look();
    },
    async stop() {
      stopped = true;
      cancel();
      await under;
    },
  };
}
