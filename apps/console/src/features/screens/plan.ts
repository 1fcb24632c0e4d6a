import type { Place } from '@lapwing/protocol/features/groups/api.ts';

/** The last square of the grid in both directions. */
export const LAST_SQUARE = 199;

export type Direction = 'left' | 'right' | 'up' | 'down';

const OFFSETS: Readonly<Record<Direction, readonly [number, number]>> = Object.freeze({
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
});

const clamp = (value: number): number => Math.min(LAST_SQUARE, Math.max(0, Math.round(value)));

/** Puts a device on a square. Whoever stands there takes the place that it left, or is put aside if it had none. */
export function putAt(places: readonly Place[], deviceId: string, x: number, y: number): Place[] {
  const to = { x: clamp(x), y: clamp(y) };
  const from = places.find((place) => place.deviceId === deviceId);
  const there = places.find((place) => place.x === to.x && place.y === to.y && place.deviceId !== deviceId);
  return [
    ...places.filter((place) => place.deviceId !== deviceId && place !== there),
    ...(there !== undefined && from !== undefined
      ? [{ deviceId: there.deviceId, x: from.x, y: from.y }]
      : []),
    { deviceId, ...to },
  ];
}

/** Moves a device by one square; at the edge it stays. */
export function moveBy(places: readonly Place[], deviceId: string, direction: Direction): Place[] {
  const from = places.find((place) => place.deviceId === deviceId);
  if (from === undefined) return [...places];
  const [dx, dy] = OFFSETS[direction];
  const to = { x: clamp(from.x + dx), y: clamp(from.y + dy) };
  return to.x === from.x && to.y === from.y ? [...places] : putAt(places, deviceId, to.x, to.y);
}

export function takeOff(places: readonly Place[], deviceId: string): Place[] {
  return places.filter((place) => place.deviceId !== deviceId);
}

export interface Extent {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
}

/** The squares that the plan covers; one square where nothing stands. */
export function extentOf(places: readonly Place[]): Extent {
  if (places.length === 0) return { x: 0, y: 0, columns: 1, rows: 1 };
  const xs = places.map((place) => place.x);
  const ys = places.map((place) => place.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, columns: Math.max(...xs) - x + 1, rows: Math.max(...ys) - y + 1 };
}

/** The first empty square, row by row, in a plan that is at least so many squares wide. */
export function nextFree(places: readonly Place[], columns: number): { x: number; y: number } {
  const taken = new Set(places.map((place) => `${place.x} ${place.y}`));
  const wide = Math.max(1, Math.min(LAST_SQUARE + 1, columns));
  for (let y = 0; y <= LAST_SQUARE; y += 1) {
    for (let x = 0; x < wide; x += 1) if (!taken.has(`${x} ${y}`)) return { x, y };
  }
  return { x: 0, y: 0 };
}

/** Devices in a row of a plan that is made at one press: a room a little wider than deep. */
export function rowFor(count: number): number {
  return Math.max(4, Math.ceil(Math.sqrt(count * 1.5)));
}

/** All devices in rows, in the order given, with an aisle after every second row. */
export function inRows(deviceIds: readonly string[], columns: number): Place[] {
  return deviceIds.map((deviceId, index) => {
    const row = Math.floor(index / columns);
    return { deviceId, x: index % columns, y: row + Math.floor(row / 2) };
  });
}

/** The nearest other device in a direction, for the arrow keys; null when there is none. */
export function neighbour(places: readonly Place[], deviceId: string, direction: Direction): string | null {
  const from = places.find((place) => place.deviceId === deviceId);
  if (from === undefined) return places[0]?.deviceId ?? null;
  const [dx, dy] = OFFSETS[direction];
  let best: { id: string; far: number } | null = null;
  for (const place of places) {
    const along = (place.x - from.x) * dx + (place.y - from.y) * dy;
    if (along <= 0) continue;
    const aside = Math.abs((place.x - from.x) * dy) + Math.abs((place.y - from.y) * dx);
    const far = along + aside * 2;
    if (best === null || far < best.far) best = { id: place.deviceId, far };
  }
  return best?.id ?? null;
}

/** Whether two plans put every device on the same square. */
export function samePlan(one: readonly Place[], other: readonly Place[]): boolean {
  if (one.length !== other.length) return false;
  const squares = new Map(one.map((place) => [place.deviceId, `${place.x} ${place.y}`]));
  return other.every((place) => squares.get(place.deviceId) === `${place.x} ${place.y}`);
}
