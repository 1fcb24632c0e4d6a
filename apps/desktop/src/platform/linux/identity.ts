import { readdir, readFile, realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { MachineFacts, MachineIdentity } from '../contract/identity.ts';

const SECTOR = 512;
/** What makers write who have written nothing. */
const NOTHING_SAID =
  /^(?:to be filled by o\.?e\.?m\.?|default string|system (?:product name|manufacturer|version)|not (?:applicable|specified)|none|n\/a|unknown|o\.?e\.?m\.?|-|\.)$/iu;
/** Disks that are none: of memory, of files, made of others, and optical ones. */
const NO_DISK = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd|zd)/u;

/**
 * What `/etc/os-release`, the firmware (DMI) and the kernel say of the device. No serial numbers are read.
 * @param root where the file system begins; another one in tests
 */
export function createIdentity(root = '/'): MachineIdentity {
  const read = async (file: string): Promise<string> =>
    readFile(path.join(root, file), 'utf8').then(
      (text) => text,
      () => '',
    );
  return {
    facts: async (): Promise<MachineFacts> => {
      const [release, maker, product, version, tree, cpu, memory] = await Promise.all([
        read('etc/os-release').then(async (text) => (text === '' ? read('usr/lib/os-release') : text)),
        read('sys/class/dmi/id/sys_vendor'),
        read('sys/class/dmi/id/product_name'),
        read('sys/class/dmi/id/product_version'),
        read('sys/firmware/devicetree/base/model'),
        read('proc/cpuinfo'),
        read('proc/meminfo'),
      ]);
      return {
        name: ((await read('proc/sys/kernel/hostname')).trim() || os.hostname()).slice(0, 253),
        system: systemName(release),
        model: modelName(maker, product, version) ?? plain(tree),
        processor: processorName(cpu),
        threads: [...cpu.matchAll(/^processor\s*:/gmu)].length || null,
        memory: memoryBytes(memory),
        disk: await diskBytes(path.join(root, 'sys/block')),
      };
    },
  };
}

/** For example `Debian GNU/Linux 12`, from os-release(5). */
export function systemName(text: string): string {
  const values = new Map<string, string>();
  for (const [, key = '', value = ''] of text.matchAll(/^([A-Z_]+)=(.*)$/gmu)) {
    const bare = /^(["'])(.*)\1$/u.exec(value.trim())?.[2] ?? value.trim();
    values.set(key, bare.replaceAll(/\\(.)/gu, '$1'));
  }
  const [name, version] = [values.get('NAME') ?? '', values.get('VERSION_ID') ?? ''];
  const whole = name === '' ? (values.get('PRETTY_NAME') ?? 'Linux') : `${name} ${version}`.trim();
  return whole.slice(0, 120) || 'Linux';
}

/** Maker and model; Lenovo writes what people call it into the version. Null where nothing is said. */
export function modelName(maker: string, product: string, version: string): string | null {
  const [by, name, called] = [plain(maker), plain(product), plain(version)];
  const model = by?.toLowerCase() === 'lenovo' && called !== null ? called : name;
  if (model === null) return by;
  return by === null || model.toLowerCase().startsWith(by.toLowerCase()) ? model : `${by} ${model}`;
}

function plain(text: string): string | null {
  const said = text.replaceAll('\0', '').trim();
  return said === '' || NOTHING_SAID.test(said) ? null : said.slice(0, 120);
}

function processorName(text: string): string | null {
  const found = /^(?:model name|Hardware|cpu model)\s*:\s*(.+)$/mu.exec(text)?.[1];
  return plain((found ?? '').replaceAll(/\s+/gu, ' '));
}

function memoryBytes(text: string): number | null {
  const found = /^MemTotal:\s+(\d+) kB/mu.exec(text)?.[1];
  return found === undefined ? null : Number(found) * 1024;
}

async function diskBytes(folder: string): Promise<number | null> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !NO_DISK.test(name));
  const sizes = await Promise.all(names.map(async (name) => diskSize(path.join(folder, name))));
  const sum = sizes.reduce((all, size) => all + size, 0);
  return sum > 0 ? sum : null;
}

/** Zero for one that can be taken out. */
async function diskSize(disk: string): Promise<number> {
  const read = async (file: string): Promise<string> =>
    readFile(path.join(disk, file), 'utf8').catch(() => '');
  const where = await realpath(disk).catch(() => '');
  const card = (await read('device/type')).trim() === 'SD';
  if ((await read('removable')).trim() === '1' || card || /\/usb\d+\//u.test(where)) return 0;
  const sectors = Number((await read('size')).trim());
  return Number.isSafeInteger(sectors) ? sectors * SECTOR : 0;
}
