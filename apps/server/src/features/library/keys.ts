import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readReleaseKey } from '@lapwing/library/release.ts';

const PEM = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/gu;

/**
 * The public keys in a PEM file, one after the other.
 *
 * @param file absolute path; null is no key
 */
export function readLibraryKeys(
  file: string | null,
): { ok: true; keys: readonly KeyObject[] } | { ok: false; message: string } {
  if (file === null) return { ok: true, keys: [] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { ok: false, message: `LAPWING_LIBRARY_KEYS: the file ${file} cannot be read. Correct the path.` };
  }
  const keys = (text.match(PEM) ?? []).map(readReleaseKey);
  const good = keys.filter((key) => key !== null);
  return good.length === 0 || good.length < keys.length
    ? {
        ok: false,
        message: `LAPWING_LIBRARY_KEYS: ${file} must hold public Ed25519 keys in PEM, and nothing else between BEGIN PUBLIC KEY and END PUBLIC KEY.`,
      }
    : { ok: true, keys: good };
}
