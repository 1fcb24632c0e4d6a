import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Vault } from '../contract/vault.ts';
import { bytesAt, type WindowsApi } from './api.ts';

const NO_QUESTIONS = 1;
const BYTES = 32;
const NAME = /^[a-z][a-z0-9-]{0,40}$/u;

/**
 * Secrets sealed by the system (DPAPI) for the account that this runs as. The service runs as LocalSystem: nobody who
 * sits at the device is that, and unlike a secret sealed for the machine, no other account can open the file.
 * @param folder of the agent's own; it is made when it is not there
 */
export function openVault(api: WindowsApi, folder: string): Vault {
  return {
    secret: async (name) => {
      if (!NAME.test(name)) throw new Error(`A secret cannot be called ${name}.`);
      const file = path.join(folder, `${name}.sealed`);
      const sealed = await readFile(file).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      });
      if (sealed !== null) {
        const secret = work(api, 'CryptUnprotectData', sealed);
        if (secret?.length === BYTES) return secret;
        throw new Error(
          `The secret in ${file} cannot be opened by this account. Run the agent as the service, or enrol the device anew after deleting the file.`,
        );
      }
      const secret = randomBytes(BYTES);
      const made = work(api, 'CryptProtectData', secret);
      if (made === null) throw new Error('Windows does not seal secrets for this account.');
      await mkdir(folder, { recursive: true });
      await writeFile(`${file}.new`, made);
      await rename(`${file}.new`, file);
      return new Uint8Array(secret);
    },
  };
}

function work(
  api: WindowsApi,
  how: 'CryptProtectData' | 'CryptUnprotectData',
  input: Uint8Array,
): Uint8Array | null {
  const out = { cbData: 0, pbData: 0 };
  const done = api[how]({ cbData: input.length, pbData: input }, null, null, null, null, NO_QUESTIONS, out);
  if (!done) return null;
  const bytes = new Uint8Array(bytesAt(BigInt(out.pbData), out.cbData));
  api.LocalFree(out.pbData);
  return bytes;
}
