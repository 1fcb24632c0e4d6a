import type { Cancel } from '../contract/cancel.ts';
import type { DesktopWindow, Windows } from '../contract/windows.ts';
import { type Handle, type Rect, textOf, type WindowsApi } from './api.ts';
import { classOf } from './focused-field.ts';
import { desktopArea } from './monitors.ts';
import { createPrograms, type ProgramFacts } from './programs.ts';
import { isSecretProgram } from './secret-programs.ts';

export interface SessionWindows extends Windows {
  /** The place of a window; null where it is none that a person uses. */
  placeOf(window: Handle): string | null;
  /** Called at each look at what is in front, so that others need no timer of their own. */
  onLook(look: () => void): Cancel;
  stop(): void;
}

/** How often it is looked at what is in front: a look costs less than 0.1 ms. */
const LOOK_MS = 250;
const EX_STYLE = -20;
const TOOL_WINDOW = 0x80;
const APP_WINDOW = 0x4_0000;
const OWNER = 4;
const ROOT_OWNER = 3;
const CLOAKED = 14;
const CLOSE = 0x10;
const MOST_TITLE = 1000;
/** Windows of the desktop itself. */
const NO_PROGRAM: ReadonlySet<string> = new Set([
  '#32769',
  'Progman',
  'WorkerW',
  'Shell_TrayWnd',
  'Shell_SecondaryTrayWnd',
]);
/** The frame around programs from the store: the program itself has a window within it. */
const FRAME = 'applicationframehost';

interface Known {
  readonly place: string;
  readonly pid: number;
  readonly thread: number;
  program: ProgramFacts | null;
  told: boolean;
}

/** The windows of the session that this process belongs to. */
export function openWindows(api: WindowsApi): SessionWindows {
  const programs = createPrograms(api);
  const known = new Map<Handle, Known>();
  const fronted = new Set<() => void>();
  const gone = new Set<(place: string) => void>();
  const looked = new Set<() => void>();
  const text = Buffer.alloc((MOST_TITLE + 1) * 2);
  let opened = 0;
  let front: DesktopWindow | null = null;
  let lastLook = '';

  function adopt(window: Handle): Known | null {
    const pid: [number] = [0];
    const thread = api.GetWindowThreadProcessId(window, pid);
    const before = known.get(window);
    // The system may give the number to another window.
    if (before !== undefined && before.thread === thread && before.pid === pid[0]) return before;
    if (before !== undefined) forget(window, before);
    if (thread === 0 || pid[0] === process.pid) return null;
    opened++;
    const one: Known = {
      place: `${window.toString(16)}-${opened}`,
      pid: pid[0],
      thread,
      program: programOf(window, pid[0]),
      told: false,
    };
    known.set(window, one);
    return one;
  }
  function forget(window: Handle, one: Known): void {
    known.delete(window);
    if (front?.place === one.place) front = null;
    if (one.told) for (const listener of gone) listener(one.place);
  }
  function programOf(window: Handle, pid: number): ProgramFacts | null {
    const frame = programs.of(pid);
    if (frame?.executable !== FRAME) return frame;
    let within = pid;
    api.EnumChildWindows(
      window,
      (child) => {
        const owner: [number] = [0];
        api.GetWindowThreadProcessId(child, owner);
        if (owner[0] !== pid) within = owner[0];
        return within === pid;
      },
      0,
    );
    return programs.of(within);
  }
  function describe(window: Handle): DesktopWindow | null {
    const one = adopt(window);
    const area: Rect = { left: 0, top: 0, right: 0, bottom: 0 };
    if (one === null || !api.GetWindowRect(window, area)) return null;
    // A frame is there before its program.
    if (one.program?.executable === FRAME || one.program === null) one.program = programOf(window, one.pid);
    one.told = true;
    const { program } = one;
    const desktop = desktopArea(api);
    return {
      place: one.place,
      title: titleOf(window),
      application: program?.described ?? program?.executable ?? '',
      executable: program?.executable ?? null,
      pid: one.pid,
      area: {
        x: area.left - desktop.x,
        y: area.top - desktop.y,
        width: area.right - area.left,
        height: area.bottom - area.top,
      },
      shown: !api.IsIconic(window) && !isCloaked(api, window),
      secret: isSecretProgram(program, classOf(api, window)),
    };
  }
  function titleOf(window: Handle): string {
    const units = api.GetWindowTextW(window, text, MOST_TITLE + 1);
    return textOf(text, units)
      .replaceAll(/\p{Cc}+/gu, ' ')
      .toWellFormed();
  }
  function readFront(): DesktopWindow | null {
    const active = api.GetForegroundWindow();
    if (stays(active)) return front;
    // A question of a program's belongs to the window that it stands before, unless it stands for itself.
    if (active === 0 || NO_PROGRAM.has(classOf(api, active))) return null;
    return describe(isForPeople(api, active) ? active : api.GetAncestor(active, ROOT_OWNER) || active);
  }
  /** Nearly always nothing has changed, and then two questions are enough. */
  function stays(active: Handle): boolean {
    const rect: Rect = { left: 0, top: 0, right: 0, bottom: 0 };
    api.GetWindowRect(active, rect);
    const now = `${active} ${rect.left} ${rect.top} ${rect.right} ${rect.bottom} ${titleOf(active)}`;
    // A program that could not be told yet is asked for again.
    const known = front !== null && front.executable !== null && front.executable !== FRAME;
    const same = known && now === lastLook;
    lastLook = now;
    return same;
  }
  function look(): void {
    const before = front;
    for (const [window, one] of known) if (!api.IsWindow(window)) forget(window, one);
    const next = readFront();
    const same =
      before?.place === next?.place &&
      before?.title === next?.title &&
      before?.application === next?.application &&
      before?.executable === next?.executable &&
      before?.secret === next?.secret;
    front = next;
    if (!same) for (const listener of fronted) listener();
    for (const listener of looked) listener();
  }
  const timer = setInterval(look, LOOK_MS);
  front = readFront();

  return {
    front: () => front,
    onFront: (changed) => {
      fronted.add(changed);
      return () => fronted.delete(changed);
    },
    onGone: (listener) => {
      gone.add(listener);
      return () => gone.delete(listener);
    },
    onLook: (listener) => {
      looked.add(listener);
      return () => looked.delete(listener);
    },
    list: async () => {
      const found: Handle[] = [];
      api.EnumWindows((window) => {
        found.push(window);
        return true;
      }, 0);
      const active = api.GetForegroundWindow();
      // The one in use is before those that are kept above it.
      const windows = found
        .filter((window) => isForPeople(api, window))
        .toSorted((one, other) => Number(other === active) - Number(one === active))
        .map(describe);
      return Promise.resolve(windows.filter((window) => window !== null));
    },
    close: async (place) => {
      for (const [window, one] of known)
        if (one.place === place && api.IsWindow(window))
          return Promise.resolve(api.PostMessageW(window, CLOSE, 0, 0));
      return Promise.resolve(false);
    },
    placeOf: (window) => {
      const there = api.IsWindow(window) ? adopt(window) : null;
      return there?.place ?? null;
    },
    stop: () => {
      clearInterval(timer);
      for (const listeners of [fronted, gone, looked]) listeners.clear();
      known.clear();
    },
  };
}

/** As the task bar decides it. */
function isForPeople(api: WindowsApi, window: Handle): boolean {
  if (!api.IsWindowVisible(window) || NO_PROGRAM.has(classOf(api, window))) return false;
  const style = api.GetWindowLongPtrW(window, EX_STYLE);
  if ((style & APP_WINDOW) !== 0) return true;
  return (style & TOOL_WINDOW) === 0 && api.GetWindow(window, OWNER) === 0;
}

/** Programs from the store are kept ready out of sight, and windows of another desktop are too. */
function isCloaked(api: WindowsApi, window: Handle): boolean {
  const cloaked: [number] = [0];
  return api.DwmGetWindowAttribute(window, CLOAKED, cloaked, 4) === 0 && cloaked[0] !== 0;
}
