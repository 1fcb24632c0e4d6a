import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What the kernel and udev write of a stick, in folders of our own: no stick can be plugged into a machine without USB.
 * That something changes in them is told by the real kernel (inotify).
 */
export interface MadeUsb {
  /** Of `/sys`. */
  readonly sys: string;
  /** Of `/run/udev/data`. */
  readonly data: string;
  readonly plug: (interfaceName: string) => Promise<void>;
  readonly unplug: () => Promise<void>;
  readonly authorised: (interfaceName: string) => Promise<string>;
}

/** @param root absolute; must be there */
export async function makeUsb(root: string): Promise<MadeUsb> {
  const [sys, data] = [path.join(root, 'sys'), path.join(root, 'data')];
  const put = async (file: string, text: string): Promise<void> => {
    const whole = path.join(root, file);
    await mkdir(path.dirname(whole), { recursive: true });
    await writeFile(whole, text);
  };
  const udev = async (name: string, text: string): Promise<void> => {
    await writeFile(path.join(data, `.#${name}`), text);
    await rename(path.join(data, `.#${name}`), path.join(data, name));
  };
  await mkdir(data);
  await mkdir(path.join(sys, 'dev/block'), { recursive: true });
  const disk = 'sys/devices/pci0/usb1/1-1/block/sdb';
  return {
    sys,
    data,
    plug: async (name) => {
      await put(`sys/bus/usb/devices/${name}/bInterfaceClass`, '08\n');
      await put(`sys/bus/usb/devices/${name}/authorized`, '1\n');
      await put('sys/bus/usb/drivers_probe', '');
      await put(`${disk}/size`, '2048\n');
      await put(`${disk}/removable`, '1\n');
      await put(`${disk}/sdb1/dev`, '8:17\n');
      await put(`${disk}/sdb1/partition`, '1\n');
      await symlink(path.join(root, disk), path.join(sys, 'dev/block/8:16'));
      await symlink(path.join(root, disk, 'sdb1'), path.join(sys, 'dev/block/8:17'));
      await udev('b8:16', 'I:777\nE:ID_VENDOR=Acme\nE:ID_MODEL=Stick_16\n');
      await udev('b8:17', 'I:778\nE:ID_FS_LABEL=HOMEWORK\n');
    },
    unplug: async () => {
      for (const name of ['b8:17', 'b8:16']) await rm(path.join(data, name));
      for (const name of ['8:16', '8:17']) await rm(path.join(sys, 'dev/block', name));
    },
    authorised: async (name) =>
      (await readFile(path.join(sys, 'bus/usb/devices', name, 'authorized'), 'utf8')).trim(),
  };
}
