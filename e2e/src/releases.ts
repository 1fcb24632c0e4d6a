import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RELEASE_PURPOSE, type ReleaseFile } from '@lapwing/protocol/features/releases/release.ts';

/** A folder of signed releases of the desktop agent, and what a server is told of it. */
export interface ReleasesUnderTest {
  readonly key: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Puts a release there; its files hold nothing that runs. */
  add(version: string, notes: string): void;
  remove(): void;
}

const FILES: readonly Pick<ReleaseFile, 'target' | 'kind' | 'name'>[] = [
  { target: 'linux-x64', kind: 'update', name: 'agent-linux.tar' },
  { target: 'linux-x64', kind: 'deb', name: 'lapwing-agent.deb' },
  { target: 'windows-x64', kind: 'msi', name: 'lapwing-agent.msi' },
];

export function makeReleases(): ReleasesUnderTest {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-releases-'));
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'jwk' }).x ?? '';
  return {
    key,
    environment: { LAPWING_RELEASES: folder, LAPWING_RELEASE_KEY: key },
    add(version, notes) {
      const place = path.join(folder, version);
      mkdirSync(place);
      const files = FILES.map((file) => {
        const content = Buffer.from(`${file.name} ${version} `.repeat(5000));
        writeFileSync(path.join(place, file.name), content);
        return {
          ...file,
          bytes: content.length,
          sha256: createHash('sha256').update(content).digest('hex'),
        };
      });
      const manifest = JSON.stringify({
        format: 1,
        version,
        madeAt: '2026-11-14T10:00:00.000Z',
        notes,
        files,
      });
      const signature = sign(null, Buffer.from(`${RELEASE_PURPOSE}\n${manifest}`), privateKey);
      writeFileSync(
        path.join(place, 'release.json'),
        JSON.stringify({ manifest, signature: signature.toString('base64url') }),
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
