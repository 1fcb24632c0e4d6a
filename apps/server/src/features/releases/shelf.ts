import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  AgentVersion,
  compareVersions,
  RELEASE_PURPOSE,
  ReleaseManifest,
  SignedRelease,
  type ReleaseFile,
} from '@lapwing/protocol/features/releases/release.ts';
import type { ByteRange } from '../../platform/blobs/blobs.ts';
import type { Log } from '../../platform/log/log.ts';

/** A release that is what its makers signed, with all its files. */
export interface ShelfRelease {
  readonly manifest: ReleaseManifest;
  /** As it is passed on. */
  readonly signed: SignedRelease;
}

/** The releases of the desktop agent that this server has. */
export interface ReleaseShelf {
  /** Newest first. What is not signed by the release key, or is not whole, is left out and logged. */
  all(): Promise<readonly ShelfRelease[]>;
  /** Reads the file, or a part of it; null where it has gone since. */
  read(version: string, file: ReleaseFile, range?: ByteRange): Promise<Uint8Array | null>;
}

/** In the folder of each release, beside its files. */
export const RELEASE_FILE = 'release.json';

/**
 * Reads a folder in which each release has a folder, named by its version: `release.json` (a {@link SignedRelease}) and
 * the files that it names. Looked at each time anew, so that whoever runs the server adds one by copying a folder.
 * @param folder absolute; one that is not there holds no release
 * @param publicKey raw Ed25519, base64url; null trusts nobody
 */
export function createReleaseShelf(options: {
  readonly folder: string;
  readonly publicKey: string | null;
  readonly log: Log;
}): ReleaseShelf {
  const { folder, log } = options;
  const key = options.publicKey === null ? null : keyOf(options.publicKey);
  /** By the marks of all files of a release: what did not change is not read again. */
  const known = new Map<string, { readonly mark: string; readonly release: Promise<ShelfRelease | null> }>();

  async function markOf(version: string): Promise<string> {
    const names = (await readdir(join(folder, version))).sort();
    const marks = names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, version, name));
      return `${name} ${size} ${mtimeMs}`;
    });
    return (await Promise.all(marks)).join('\n');
  }

  async function prove(version: string): Promise<ShelfRelease | null> {
    const refuse = (reason: string): null => {
      log.warn('releases.left-out', { version, reason });
      return null;
    };
    if (key === null) return refuse('no release key is known to this server');
    const signed = SignedRelease.safeParse(
      jsonOf(await readFile(join(folder, version, RELEASE_FILE), 'utf8')),
    );
    if (!signed.success) return refuse(`${RELEASE_FILE} is not a signed release`);
    const text = Buffer.from(`${RELEASE_PURPOSE}\n${signed.data.manifest}`);
    if (!verify(null, text, key, Buffer.from(signed.data.signature, 'base64url')))
      return refuse('it is not signed by the release key');
    const manifest = ReleaseManifest.safeParse(jsonOf(signed.data.manifest));
    if (!manifest.success) return refuse('its manifest is not as it should be');
    if (manifest.data.version !== version) return refuse('its folder is not named by its version');
    for (const file of manifest.data.files) {
      if ((await sha256Of(join(folder, version, file.name))) !== file.sha256)
        return refuse(`${file.name} is not the file that was signed`);
    }
    return { manifest: manifest.data, signed: signed.data };
  }

  return {
    async all() {
      const names = await readdir(folder).catch(() => []);
      const releases: ShelfRelease[] = [];
      for (const version of names.filter((name) => AgentVersion.safeParse(name).success)) {
        const mark = await markOf(version).catch(() => null);
        if (mark === null) continue;
        let held = known.get(version);
        if (held?.mark !== mark) {
          const release = prove(version).catch((cause: unknown) => {
            log.error('releases.left-out', { version, reason: 'it cannot be read' }, cause);
            return null;
          });
          held = { mark, release };
          known.set(version, held);
        }
        const release = await held.release;
        if (release !== null) releases.push(release);
      }
      return releases.sort((one, other) => compareVersions(other.manifest.version, one.manifest.version));
    },
    async read(version, file, range) {
      const { start, end } = range ?? { start: 0, end: file.bytes };
      try {
        const handle = await open(join(folder, version, file.name));
        try {
          const bytes = Buffer.alloc(end - start);
          const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
          return bytesRead === bytes.length ? bytes : null;
        } finally {
          await handle.close();
        }
      } catch (cause) {
        log.error('releases.unreadable', { version, file: file.name }, cause);
        return null;
      }
    },
  };
}

/** @param publicKey raw Ed25519, base64url; throws for what is none */
function keyOf(publicKey: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function sha256Of(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch {
    return null;
  }
}
