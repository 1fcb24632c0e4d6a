import type { Done, Geometry, RandR } from 'x11';

import type { Area, Monitor } from '../../contract/screen.ts';
import type { Display } from './display.ts';

const GET_MONITORS = 42;
const BYTES_BEFORE_MONITORS = 24;
const BYTES_OF_A_MONITOR = 24;

interface Found extends Area {
  readonly name: number;
  readonly primary: boolean;
}

/** The size of the desktop in pixels. */
export async function desktopSize(
  display: Display,
): Promise<{ readonly width: number; readonly height: number }> {
  const { width, height } = await display.ask((done: Done<Geometry>) => {
    display.client.GetGeometry(display.root, done);
  });
  return { width, height };
}

/**
 * The monitors of the desktop, the primary first; one that shows what another shows is left out. Where the server tells
 * of none, the whole desktop is one.
 */
export async function readMonitors(display: Display, randr: RandR | null): Promise<readonly Monitor[]> {
  const { width, height } = await desktopSize(display);
  const found = randr === null ? [] : await ask(display, randr);
  const inside = found
    .map((monitor) => ({ ...monitor, ...clip(monitor, { width, height }) }))
    .filter((monitor) => monitor.width > 0 && monitor.height > 0)
    .toSorted((a, b) => Number(b.primary) - Number(a.primary));
  const unlike = inside.filter((one, index) => inside.findIndex((other) => sameArea(one, other)) === index);
  if (unlike.length === 0) return [{ id: 'desktop', primary: true, x: 0, y: 0, width, height }];
  return Promise.all(
    unlike.map(async (monitor, index) => ({
      id: await display.atomName(monitor.name).catch(() => `monitor-${index + 1}`),
      primary: index === 0,
      x: monitor.x,
      y: monitor.y,
      width: monitor.width,
      height: monitor.height,
    })),
  );
}

/** What of an area lies on a desktop of this size; width or height is 0 when nothing does. */
export function clip(area: Area, size: { readonly width: number; readonly height: number }): Area {
  const x = Math.min(Math.max(0, Math.floor(area.x)), size.width);
  const y = Math.min(Math.max(0, Math.floor(area.y)), size.height);
  return {
    x,
    y,
    width: Math.max(0, Math.min(Math.ceil(area.x + area.width), size.width) - x),
    height: Math.max(0, Math.min(Math.ceil(area.y + area.height), size.height) - y),
  };
}

function sameArea(a: Area, b: Area): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** RandR 1.5, which is in every X server since 2015. An older one has none to tell of. */
async function ask(display: Display, randr: RandR): Promise<readonly Found[]> {
  if (randr.major_version * 100 + randr.minor_version < 105) return [];
  const bytes = Buffer.alloc(12);
  bytes.writeUInt8(randr.majorOpcode, 0);
  bytes.writeUInt8(GET_MONITORS, 1);
  bytes.writeUInt16LE(3, 2);
  bytes.writeUInt32LE(display.root, 4);
  bytes.writeUInt8(1, 8);
  return display.request(bytes, (body) => {
    const count = body.readUInt32LE(4);
    const monitors: Found[] = [];
    let at = BYTES_BEFORE_MONITORS;
    for (let index = 0; index < count; index++) {
      monitors.push({
        name: body.readUInt32LE(at),
        primary: body.readUInt8(at + 4) !== 0,
        x: body.readInt16LE(at + 8),
        y: body.readInt16LE(at + 10),
        width: body.readUInt16LE(at + 12),
        height: body.readUInt16LE(at + 14),
      });
      at += BYTES_OF_A_MONITOR + body.readUInt16LE(at + 6) * 4;
    }
    return monitors;
  });
}
