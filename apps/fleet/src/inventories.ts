import type { Inventory } from '@lapwing/protocol/features/devices/platform.ts';

const GIB = 1024 ** 3;
const GB = 1000 ** 3;

/** What devices of a system are made of, in this school: one model to a room, as they are bought. */
const MODELS: Readonly<Record<string, readonly Inventory[]>> = Object.freeze({
  ChromeOS: [
    laptop('Sedge Chromebook 11', 'Arden N200', 4, 8, 64, [1366, 768]),
    laptop('Sedge Chromebook 14', 'Arden N305', 8, 8, 128, [1920, 1080]),
  ],
  Windows: [
    laptop('Merle Desk 400', 'Arden i5-12500', 12, 16, 512, [1920, 1080]),
    laptop('Merle Book 13', 'Arden i3-1215U', 8, 8, 256, [1920, 1200]),
  ],
  Linux: [laptop('Merle Desk 300', 'Arden i3-10100', 8, 8, 256, [1920, 1080])],
});

function laptop(
  model: string,
  processor: string,
  threads: number,
  memory: number,
  disk: number,
  [width, height]: readonly [number, number],
): Inventory {
  return { model, processor, threads, memory: memory * GIB, disk: disk * GB, screens: [{ width, height }] };
}

/**
 * What a device says that it is made of; made-up makers.
 * @param room a number of its room, so that all devices there are alike
 */
export function inventoryFor(system: string, room: number): Inventory | null {
  const models = MODELS[system] ?? [];
  return models[room % Math.max(1, models.length)] ?? null;
}
