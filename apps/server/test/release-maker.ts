import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RELEASE_PURPOSE, type ReleaseFile } from '@lapwing/protocol/features/releases/release.ts';

/** A maker of releases of the desktop agent with a key of its own, and the folder that a server reads. */
export interface ReleaseMaker {
  readonly folder: string;
  /** What the server is told of it. */
  readonly environment: { readonly LAPWING_RELEASES: string; readonly LAPWING_RELEASE_KEY: string };
  /** Adds a release; its files hold their own names, again and again. */
  add(version: string, options?: { readonly files?: readonly FileWish[]; readonly forged?: boolean }): void;
  remove(): void;
}

export interface FileWish {
  readonly target: ReleaseFile['target'];
  readonly kind: ReleaseFile['kind'];
  readonly name: string;
}

const USUAL: readonly FileWish[] = [
  { target: 'linux-x64', kind: 'update', name: 'agent-linux.tar' },
  { target: 'linux-x64', kind: 'deb', name: 'lapwing-agent.deb' },
  { target: 'windows-x64', kind: 'msi', name: 'lapwing-agent.msi' },
];

/** What is in a file of that name. */
export function contentOf(name: string): Buffer {
  return Buffer.from(name.repeat(5000));
}

export function makeReleaseMaker(): ReleaseMaker {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-releases-'));
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    folder,
    environment: {
      LAPWING_RELEASES: folder,
      LAPWING_RELEASE_KEY: publicKey.export({ format: 'jwk' }).x ?? '',
    },
    add(version, { files = USUAL, forged = false } = {}) {
      const place = join(folder, version);
      mkdirSync(place, { recursive: true });
      for (const { name } of files) writeFileSync(join(place, name), contentOf(name));
      const manifest = JSON.stringify({
        format: 1,
        version,
        madeAt: '2026-11-14T10:00:00.000Z',
        notes: `What is new in ${version}.`,
        files: files.map((file) => ({
          ...file,
          bytes: contentOf(file.name).length,
          sha256: createHash('sha256').update(contentOf(file.name)).digest('hex'),
        })),
      });
      const key = forged ? generateKeyPairSync('ed25519').privateKey : privateKey;
      const signature = sign(null, Buffer.from(`${RELEASE_PURPOSE}\n${manifest}`), key).toString('base64url');
      writeFileSync(join(place, 'release.json'), JSON.stringify({ manifest, signature }));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
