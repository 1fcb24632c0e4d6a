// npm run release:desktop -- --version 1.4.0 --key <private key> --out <folder of releases> [--notes <text>] <package>...
// Signs packages of the desktop agent, and puts them where a server takes releases from (LAPWING_RELEASES).
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  AgentVersion,
  RELEASE_PURPOSE,
  type ReleaseFile,
  ReleaseManifest,
} from '@lapwing/protocol/features/releases/release.ts';

/** A package is both: what an agent installs over itself, and what is installed for the first time. */
const KINDS: Readonly<
  Record<string, { readonly target: ReleaseFile['target']; readonly kind: ReleaseFile['kind'] }>
> = Object.freeze({
  '.deb': { target: 'linux-x64', kind: 'deb' },
  '.msi': { target: 'windows-x64', kind: 'msi' },
});

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      version: { type: 'string' },
      key: { type: 'string' },
      out: { type: 'string' },
      notes: { type: 'string', default: '' },
      'made-at': { type: 'string', default: new Date().toISOString() },
    },
  });
  const { key: keyFile, out } = values;
  if (keyFile === undefined || out === undefined || positionals.length === 0)
    throw new Error(
      'Say --key with the private key in PEM, --out with the folder of releases, and the packages.',
    );
  const known = AgentVersion.safeParse(values.version);
  if (!known.success) throw new Error('--version must be that of the packages, such as 1.4.0.');
  const version = known.data;
  const key = readKey(await readFile(keyFile, 'utf8'));
  // The version that an agent calls itself is built into it: one that is called otherwise would never prove itself.
  const other = positionals.find(
    (file) =>
      !path
        .basename(file)
        .split(/[_-]/u)
        .some((part) => isVersion(part, version)),
  );
  if (other !== undefined)
    throw new Error(
      `${other} is not version ${version}. Make it with: npm run package:desktop -- --version ${version}`,
    );
  const files = (await Promise.all(positionals.map(filesOf))).flat();
  const made = { format: 1, version, madeAt: values['made-at'], notes: values.notes, files };
  const manifest = JSON.stringify(ReleaseManifest.parse(made));
  const signature = sign(null, Buffer.from(`${RELEASE_PURPOSE}\n${manifest}`), key).toString('base64url');

  // A server that looks meanwhile finds all of it or nothing: it passes over folders that are not named by a version.
  const place = path.join(out, version);
  const making = path.join(out, `.making-${version}`);
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  for (const file of positionals) await copyFile(file, path.join(making, path.basename(file)));
  await writeFile(path.join(making, 'release.json'), JSON.stringify({ manifest, signature }));
  await rm(place, { recursive: true, force: true });
  await rename(making, place);
  const publicKey = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
  process.stdout.write(`${place}\nSigned with the key whose public half is ${publicKey}\n`);
}

/** @param part of the name of a package, with its ending where it is the last */
function isVersion(part: string, version: string): boolean {
  return part === version || part === `${version}.msi` || part === `${version}.deb`;
}

function readKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(
      '--key must hold an Ed25519 key: openssl genpkey -algorithm ed25519 -out release-key.pem',
    );
  return key;
}

async function filesOf(file: string): Promise<readonly ReleaseFile[]> {
  const known = KINDS[path.extname(file)];
  if (known === undefined) throw new Error(`${file} is no package: they end in .deb or .msi.`);
  const bytes = await readFile(file);
  const one = {
    target: known.target,
    name: path.basename(file),
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  return [
    { ...one, kind: 'update' },
    { ...one, kind: known.kind },
  ];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
