import type { Area } from '../contract/screen.ts';
import type { Handle, Rect, WindowsApi } from './api.ts';
import { spotKey } from './keyboard-hook.ts';
import type { Picture, Told } from './ui-messages.ts';

/** Windows of ours, in the thread that has them. Each answer says whether it went well. */
export interface OwnWindows {
  /** One that is never shown: it gets what is told to all, and what wakes the thread. */
  readonly first: Handle;
  readonly covered: () => boolean;
  cover(monitors: readonly { readonly area: Area; readonly picture: Picture }[]): boolean;
  uncover(): boolean;
  open(id: number, title: string, picture: Picture): boolean;
  paint(id: number, picture: Picture): boolean;
  close(id: number): boolean;
  stop(): void;
  /** Lets go of what the system called, once no message is awaited any more. */
  free(): void;
}

interface Own {
  readonly id: number;
  picture: Picture;
}

const CLASS = 'LapwingWindow';
const POPUP = 0x8000_0000;
const CAPTION = 0xc0_0000;
const SYSTEM_MENU = 0x8_0000;
const TOPMOST = 0x8;
const NO_ACTIVATE = 0x0800_0000;
const ABOVE_ALL = -1;
const KEEP_SIZE_AND_PLACE = 0x1 | 0x2 | 0x10;
const SHOW = 5;
const ARROW = 32_512;
const BY_MONITOR = 0;
const MESSAGE = Object.freeze({
  paint: 0xf,
  close: 0x10,
  background: 0x14,
  mouseActivate: 0x21,
  key: 0x100,
  timer: 0x113,
  buttonUp: 0x202,
});
const DO_NOT_ACTIVATE = 3;
const SHIFT = 0x10;
/** How soon the cover comes above a window that came above it. */
const AGAIN_MS = 200;

/** @param outer `covering`: keeps the keyboard or lets it go; `other`: messages to the window that is never shown */
export function createOwnWindows(
  api: WindowsApi,
  tell: (told: Told) => void,
  outer: {
    readonly covering: (on: boolean) => boolean;
    readonly other: (message: number, w: number, l: number) => void;
  },
): OwnWindows {
  const module = api.GetModuleHandleW(null);
  const own = new Map<Handle, Own>();
  let covers: readonly Handle[] = [];
  let areas = '';
  let held = false;
  const procedure = api.keep('window', (window, message, w, l) => {
    const one = own.get(window);
    if (one === undefined) {
      if (window === first) outer.other(message, w, l);
      return api.DefWindowProcW(window, message, w, l);
    }
    const isCover = one.id === 0;
    switch (message) {
      case MESSAGE.paint:
        draw(window, one.picture);
        return 0;
      case MESSAGE.background:
        return 1;
      case MESSAGE.close:
        if (isCover) return 0;
        close(one.id);
        tell({ tell: 'closed', id: one.id });
        return 0;
      case MESSAGE.mouseActivate:
        return isCover ? DO_NOT_ACTIVATE : api.DefWindowProcW(window, message, w, l);
      case MESSAGE.buttonUp:
        if (!isCover || window === covers[0])
          tell({ tell: 'clicked', id: one.id, x: (l << 16) >> 16, y: l >> 16 });
        return 0;
      case MESSAGE.key: {
        const key = spotKey(w, api.GetKeyState(SHIFT) < 0);
        if (key !== null) tell({ tell: 'spot-key', id: one.id, key });
        return 0;
      }
      case MESSAGE.timer:
        if (isCover) stand();
        return 0;
      default:
        return api.DefWindowProcW(window, message, w, l);
    }
  });
  let first: Handle = 0;
  api.RegisterClassExW({
    cbSize: api.sizeOf('WNDCLASSEXW'),
    style: 0,
    lpfnWndProc: procedure.address,
    cbClsExtra: 0,
    cbWndExtra: 0,
    hInstance: module,
    hIcon: 0,
    hCursor: api.LoadCursorW(0, ARROW),
    hbrBackground: 0,
    lpszMenuName: null,
    lpszClassName: CLASS,
    hIconSm: 0,
  });
  first = api.CreateWindowExW(0, CLASS, '', POPUP, 0, 0, 0, 0, 0, 0, module, 0);

  function draw(window: Handle, { width, height, pixels }: Picture): void {
    const paint = Buffer.alloc(72);
    const dc = api.BeginPaint(window, paint);
    api.SetDIBitsToDevice(
      dc,
      0,
      0,
      width,
      height,
      0,
      0,
      0,
      height,
      pixels,
      pictureInfo(width, height),
      BY_MONITOR,
    );
    api.EndPaint(window, paint);
  }

  function windowOf(id: number): Handle | null {
    for (const [window, one] of own) if (one.id === id) return window;
    return null;
  }

  function close(id: number): boolean {
    const window = windowOf(id);
    if (window === null) return false;
    own.delete(window);
    return api.DestroyWindow(window);
  }

  function paint(window: Handle, picture: Picture): void {
    const one = own.get(window);
    if (one === undefined) return;
    one.picture = picture;
    api.InvalidateRect(window, null, false);
    api.UpdateWindow(window);
  }

  /** Above all again, unless it is. */
  function stand(): void {
    for (const window of covers) api.SetWindowPos(window, ABOVE_ALL, 0, 0, 0, 0, KEEP_SIZE_AND_PLACE);
    const now = outer.covering(true);
    if (now === held) return;
    held = now;
    tell({ tell: 'held', held });
  }

  function uncover(): boolean {
    const before = covers;
    covers = [];
    outer.covering(false);
    for (const window of before) {
      api.KillTimer(window, 1);
      own.delete(window);
      api.DestroyWindow(window);
    }
    held = false;
    return true;
  }

  return {
    first,
    covered: () => covers.length > 0,
    cover: (monitors) => {
      const same = monitors.map(({ area }) => JSON.stringify(area)).join();
      if (covers.length > 0 && same === areas) {
        for (const [index, window] of covers.entries()) {
          const monitor = monitors[index];
          if (monitor !== undefined) paint(window, monitor.picture);
        }
        return held;
      }
      areas = same;
      const [primary] = covers;
      const before = covers;
      // The new one stands before the old one goes.
      covers = monitors.map(({ area, picture }) => {
        const { x, y, width, height } = area;
        const window = api.CreateWindowExW(
          TOPMOST | NO_ACTIVATE,
          CLASS,
          '',
          POPUP,
          x,
          y,
          width,
          height,
          0,
          0,
          module,
          0,
        );
        own.set(window, { id: 0, picture });
        api.SetWindowPos(window, ABOVE_ALL, x, y, width, height, 0x10 | 0x40);
        paint(window, picture);
        return window;
      });
      for (const window of before) {
        own.delete(window);
        api.DestroyWindow(window);
      }
      if (covers[0] !== undefined && covers[0] !== primary) api.SetTimer(covers[0], 1, AGAIN_MS, null);
      held = outer.covering(true);
      return held && covers.length > 0 && covers.every((window) => window !== 0);
    },
    uncover,
    open: (id, title, picture) => {
      const style = CAPTION | SYSTEM_MENU;
      const size: Rect = { left: 0, top: 0, right: picture.width, bottom: picture.height };
      api.AdjustWindowRectEx(size, style, false, TOPMOST);
      const [width, height] = [size.right - size.left, size.bottom - size.top];
      const x = Math.max(0, Math.round((api.GetSystemMetrics(0) - width) / 2));
      const y = Math.max(0, Math.round((api.GetSystemMetrics(1) - height) / 2));
      const window = api.CreateWindowExW(TOPMOST, CLASS, title, style, x, y, width, height, 0, 0, module, 0);
      if (window === 0) return false;
      own.set(window, { id, picture });
      api.ShowWindow(window, SHOW);
      api.SetForegroundWindow(window);
      api.UpdateWindow(window);
      return true;
    },
    paint: (id, picture) => {
      const window = windowOf(id);
      if (window !== null) paint(window, picture);
      return window !== null;
    },
    close,
    stop: () => {
      uncover();
      for (const window of own.keys()) api.DestroyWindow(window);
      own.clear();
      api.DestroyWindow(first);
    },
    free: () => {
      // Else the next thread's windows would call what is no more.
      api.UnregisterClassW(CLASS, module);
      procedure.free();
    },
  };
}

/** A BITMAPINFOHEADER for 32 bits a pixel, the first row at the top. */
export function pictureInfo(width: number, height: number): Buffer {
  const info = Buffer.alloc(44);
  info.writeUInt32LE(40, 0);
  info.writeInt32LE(width, 4);
  info.writeInt32LE(-height, 8);
  info.writeUInt16LE(1, 12);
  info.writeUInt16LE(32, 14);
  return info;
}
