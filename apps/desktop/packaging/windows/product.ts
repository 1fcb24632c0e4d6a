import { createHash } from 'node:crypto';

/** What Windows knows the agent by. None of it may ever change: a later package finds an earlier one by it. */
export const PRODUCT = Object.freeze({
  name: 'Lapwing Agent',
  maker: 'Lapwing',
  service: 'LapwingAgent',
  upgradeCode: '{8D0B5C1E-63B1-4E1B-9E0E-5C9B6E6A7F21}',
});

/** Ids below are made from names under this one, so that the same names give the same ids on every machine. */
const NAMESPACE = Buffer.from('8d0b5c1e63b14e1b9e0e5c9b6e6a7f21', 'hex');

/**
 * An id in the form that Windows Installer writes ids in, always the same for the same name (RFC 9562, version 5).
 * @param name for example `product 1.4.0`
 */
export function idOf(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex').toUpperCase();
  return `{${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')}}`;
}

/**
 * Why Windows Installer could not tell this version from others; null when it can. It looks at three parts, of which the
 * first two are one byte each.
 */
export function versionTrouble(version: string): string | null {
  const parts = version.split('.').map(Number);
  const [major = 0, minor = 0, build = 0] = parts;
  const fits = parts.length <= 3 && major <= 255 && minor <= 255 && build <= 65_535;
  return fits && /^\d+(\.\d+)*$/u.test(version)
    ? null
    : `Windows Installer takes versions up to 255.255.65535, and ${version} is none of them.`;
}
