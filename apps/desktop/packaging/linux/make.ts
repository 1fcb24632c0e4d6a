import type { PackageWish } from '../package.ts';

/** Makes the Debian package of the agent. */
export async function makeLinuxPackage(_wish: PackageWish): Promise<readonly string[]> {
  return Promise.reject(new Error('There is no package for Linux yet.'));
}
