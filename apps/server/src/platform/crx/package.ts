import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { MasterKey } from '../keys/master-key.ts';
import { extensionIdOf, packCrx3 } from './crx.ts';
import { zip, type ZipEntry } from './zip.ts';

/** The browser extension as this installation gives it out, signed by this installation's own key. */
export interface ExtensionPackage {
  /** Fixed by the key: stays the same as long as the key's file does. */
  readonly id: string;
  /** The packed extension; read and packed at the first call that finds it built. */
  load(): LoadedExtension;
}

export type LoadedExtension =
  | { readonly ok: true; readonly crx: Uint8Array; readonly version: string }
  | { readonly ok: false; readonly code: 'not-built' | 'bad-manifest'; readonly message: string };

export interface ExtensionPackageOptions {
  /** The folder that holds the built extension with its manifest. */
  readonly distFolder: string;
  /** Where the sealed RSA key is kept; made at the first start. */
  readonly keyFile: string;
  readonly masterKey: MasterKey;
}

const PURPOSE = 'crx.key';
const Manifest = z.looseObject({ version: z.string().regex(/^[0-9]{1,5}(\.[0-9]{1,5}){0,3}$/) });

/**
 * Throws when the key's file cannot be read or was sealed by another master key: another key would be another
 * extension to every browser, so none is made in its place.
 */
export function createExtensionPackage(options: ExtensionPackageOptions): ExtensionPackage {
  const key = readOrMakeKey(options.keyFile, options.masterKey);
  let loaded: LoadedExtension | null = null;
  return {
    id: extensionIdOf(key),
    load() {
      if (loaded === null || !loaded.ok) loaded = pack(options.distFolder, key);
      return loaded;
    },
  };
}

function pack(folder: string, key: KeyObject): LoadedExtension {
  let entries: ZipEntry[];
  try {
    entries = filesOf(folder);
  } catch {
    entries = [];
  }
  const manifest = entries.find((entry) => entry.path === 'manifest.json');
  if (manifest === undefined) {
    return {
      ok: false,
      code: 'not-built',
      message:
        'The browser extension has not been built on this server. Start it with "npm start", which builds it.',
    };
  }
  const version = versionOf(manifest.bytes);
  if (version === null) {
    return {
      ok: false,
      code: 'bad-manifest',
      message: "The browser extension's manifest names no version. Build the extension again.",
    };
  }
  return { ok: true, crx: packCrx3(zip(entries), key), version };
}

function versionOf(manifest: Uint8Array): string | null {
  try {
    return Manifest.parse(JSON.parse(Buffer.from(manifest).toString('utf8'))).version;
  } catch {
    return null;
  }
}

function filesOf(folder: string): ZipEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return {
        path: path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, ''),
        bytes: readFileSync(path),
      };
    });
}

function readOrMakeKey(file: string, masterKey: MasterKey): KeyObject {
  const sealed = readIfThere(file);
  if (sealed !== null) {
    const der = Buffer.from(masterKey.open(PURPOSE, sealed));
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, masterKey.seal(PURPOSE, privateKey.export({ format: 'der', type: 'pkcs8' })), {
    mode: 0o600,
    flag: 'wx',
  });
  return privateKey;
}

function readIfThere(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
}
