import type { Area, DesktopScreen, Monitor } from '../../platform/contract/screen.ts';
import type { DesktopWindow, Windows } from '../../platform/contract/windows.ts';

/** The window that a place names; null when it is gone. */
export async function windowAt(
  windows: Pick<Windows, 'front' | 'list'>,
  place: string,
): Promise<DesktopWindow | null> {
  const front = windows.front();
  if (front?.place === place) return front;
  return (await windows.list()).find((window) => window.place === place) ?? null;
}

/** The monitor on which the middle of an area stands, else the primary one; null where there is none. */
export async function monitorOf(
  screen: Pick<DesktopScreen, 'monitors'>,
  { x, y, width, height }: Area,
): Promise<Monitor | null> {
  const monitors = await screen.monitors();
  const [across, down] = [x + width / 2, y + height / 2];
  const under = monitors.find(
    (one) => across >= one.x && across < one.x + one.width && down >= one.y && down < one.y + one.height,
  );
  return under ?? monitors[0] ?? null;
}

/** What two areas have in common; without width or height where that is nothing. */
export function overlap(one: Area, other: Area): Area {
  const [x, y] = [Math.max(one.x, other.x), Math.max(one.y, other.y)];
  return {
    x,
    y,
    width: Math.max(0, Math.min(one.x + one.width, other.x + other.width) - x),
    height: Math.max(0, Math.min(one.y + one.height, other.y + other.height) - y),
  };
}
