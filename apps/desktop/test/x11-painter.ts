import type { Area } from '../src/platform/contract/screen.ts';
import type { Display } from '../src/platform/linux/x11/display.ts';

/** Puts a patch of one colour on an X display, over everything else. @param colour `0xRRGGBB` @returns its window */
export async function paintOn(display: Display, area: Area, colour: number): Promise<number> {
  const window = display.client.AllocID();
  const create = Buffer.alloc(40);
  create.writeUInt8(1, 0);
  create.writeUInt16LE(10, 2);
  create.writeUInt32LE(window, 4);
  create.writeUInt32LE(display.root, 8);
  create.writeInt16LE(area.x, 12);
  create.writeInt16LE(area.y, 14);
  create.writeUInt16LE(area.width, 16);
  create.writeUInt16LE(area.height, 18);
  create.writeUInt16LE(1, 22);
  // A colour behind it, and the window manager has no say.
  create.writeUInt32LE(0x2 | 0x200, 28);
  create.writeUInt32LE(colour, 32);
  create.writeUInt32LE(1, 36);
  display.send(create);
  const map = Buffer.alloc(8);
  map.writeUInt8(8, 0);
  map.writeUInt16LE(2, 2);
  map.writeUInt32LE(window, 4);
  display.send(map);
  await display.settled();
  return window;
}

/** Makes two monitors of a desktop, side by side, the right one the primary. */
export async function splitInTwo(
  display: Display,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  const randr = await display.extension('randr');
  if (randr === null) throw new Error('The X server has no RandR.');
  const ask = Buffer.alloc(8);
  ask.writeUInt8(randr.majorOpcode, 0);
  ask.writeUInt8(25, 1);
  ask.writeUInt16LE(2, 2);
  ask.writeUInt32LE(display.root, 4);
  const output = await display.request(ask, (body) => body.readUInt32LE(24 + body.readUInt16LE(8) * 4));
  const half = Math.floor(size.width / 2);
  const sides = [
    { name: 'LEFT', x: 0, width: half, outputs: [output] },
    { name: 'RIGHT', x: half, width: size.width - half, outputs: [] },
  ];
  for (const { name, x, width, outputs } of sides) {
    const atom = await display.atom(name);
    const set = Buffer.alloc(32 + outputs.length * 4);
    set.writeUInt8(randr.majorOpcode, 0);
    set.writeUInt8(43, 1);
    set.writeUInt16LE(set.length / 4, 2);
    set.writeUInt32LE(display.root, 4);
    set.writeUInt32LE(atom, 8);
    set.writeUInt8(name === 'RIGHT' ? 1 : 0, 12);
    set.writeUInt16LE(outputs.length, 14);
    set.writeInt16LE(x, 16);
    set.writeUInt16LE(width, 20);
    set.writeUInt16LE(size.height, 22);
    for (const [index, id] of outputs.entries()) set.writeUInt32LE(id, 32 + index * 4);
    display.send(set);
  }
  await display.settled();
}
