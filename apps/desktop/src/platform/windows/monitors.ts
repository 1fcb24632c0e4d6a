import type { Area, Monitor } from '../contract/screen.ts';
import { type MonitorFacts, type WindowsApi } from './api.ts';

const LEFT = 76;
const TOP = 77;
const WIDTH = 78;
const HEIGHT = 79;
const PRIMARY = 1;

/**
 * The desktop as Windows counts it: nought is the corner of the primary monitor, so that others may lie below nought.
 * Everywhere else nought is the corner of the desktop.
 */
export function desktopArea(api: WindowsApi): Area {
  return {
    x: api.GetSystemMetrics(LEFT),
    y: api.GetSystemMetrics(TOP),
    width: api.GetSystemMetrics(WIDTH),
    height: api.GetSystemMetrics(HEIGHT),
  };
}

/** From the primary one on; none where the system tells of none. */
export function readMonitors(api: WindowsApi): readonly Monitor[] {
  const found: Monitor[] = [];
  const desktop = desktopArea(api);
  api.EnumDisplayMonitors(
    0,
    null,
    (handle) => {
      const info: MonitorFacts = { cbSize: api.sizeOf('MONITORINFOEXW'), szDevice: '' };
      if (!api.GetMonitorInfoW(handle, info) || info.rcMonitor === undefined) return true;
      const { left, top, right, bottom } = info.rcMonitor;
      found.push({
        id: (info.szDevice ?? '').replace(/^[\\.]+/u, ''),
        primary: ((info.dwFlags ?? 0) & PRIMARY) !== 0,
        x: left - desktop.x,
        y: top - desktop.y,
        width: right - left,
        height: bottom - top,
      });
      return true;
    },
    0,
  );
  return found.toSorted((one, other) => Number(other.primary) - Number(one.primary));
}

/** What of an area lies within the desktop; of no size where nothing does. */
export function clip(area: Area, size: { readonly width: number; readonly height: number }): Area {
  const x = Math.max(0, Math.floor(area.x));
  const y = Math.max(0, Math.floor(area.y));
  return {
    x,
    y,
    width: Math.max(0, Math.min(size.width, Math.ceil(area.x + area.width)) - x),
    height: Math.max(0, Math.min(size.height, Math.ceil(area.y + area.height)) - y),
  };
}
