/**
 * A handle of the system's: a window, a device context, a process. Nought is none. They fit into a number: windows and
 * the like are 32 bits wide, and addresses of a program 47.
 */
export type Handle = number;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** KBDLLHOOKSTRUCT */
export interface HookedKey {
  readonly vkCode: number;
  readonly scanCode: number;
  readonly flags: number;
}

/** MSLLHOOKSTRUCT */
export interface HookedMouse {
  readonly pt: Point;
}

/** GUITHREADINFO */
export interface GuiThread {
  cbSize: number;
  flags?: number;
  hwndActive?: Handle;
  hwndFocus?: Handle;
}

/** MONITORINFOEXW; the name in UTF-16 units with noughts behind. */
export interface MonitorFacts {
  cbSize: number;
  rcMonitor?: Rect;
  dwFlags?: number;
  szDevice?: string;
}

export interface Message {
  readonly hwnd?: Handle;
  readonly message?: number;
  readonly wParam?: number;
  readonly lParam?: number;
}

export type WindowProcedure = (window: Handle, message: number, w: number, l: number) => number;
export type HookProcedure = (code: number, w: number, l: number) => number;

/** What of Windows is used. Each is as its documentation says; texts are UTF-16, buffers are filled where they lie. */
export interface WindowsApi {
  readonly GetForegroundWindow: () => Handle;
  readonly SetForegroundWindow: (window: Handle) => boolean;
  readonly EnumWindows: (each: (window: Handle, l: number) => boolean, l: number) => boolean;
  readonly EnumChildWindows: (
    parent: Handle,
    each: (window: Handle, l: number) => boolean,
    l: number,
  ) => boolean;
  readonly FindWindowExW: (
    parent: Handle,
    after: Handle,
    kind: string | null,
    title: string | null,
  ) => Handle;
  readonly IsWindow: (window: Handle) => boolean;
  readonly IsWindowVisible: (window: Handle) => boolean;
  readonly IsIconic: (window: Handle) => boolean;
  readonly GetWindow: (window: Handle, which: number) => Handle;
  readonly DwmGetWindowAttribute: (window: Handle, which: number, into: [number], bytes: number) => number;
  readonly GetAncestor: (window: Handle, which: number) => Handle;
  readonly GetWindowTextW: (window: Handle, text: Buffer, units: number) => number;
  readonly SetWindowTextW: (window: Handle, text: string) => boolean;
  readonly GetClassNameW: (window: Handle, text: Buffer, units: number) => number;
  readonly GetWindowThreadProcessId: (window: Handle, pid: [number]) => number;
  readonly GetWindowLongPtrW: (window: Handle, which: number) => number;
  readonly GetWindowRect: (window: Handle, area: Partial<Rect>) => boolean;
  readonly ClientToScreen: (window: Handle, at: { x: number; y: number }) => boolean;
  readonly WindowFromPoint: (at: Point) => Handle;
  readonly GetGUIThreadInfo: (thread: number, info: GuiThread) => boolean;
  readonly PostMessageW: (window: Handle, message: number, w: number, l: number) => boolean;
  readonly SendMessageTimeoutW: (
    window: Handle,
    message: number,
    w: number,
    l: Buffer | string | null,
    flags: number,
    ms: number,
    outcome: [number],
  ) => number;
  readonly GetMessageW: (into: Message, window: Handle, from: number, to: number) => number;
  readonly TranslateMessage: (message: Message) => boolean;
  readonly DispatchMessageW: (message: Message) => number;
  readonly PostQuitMessage: (code: number) => void;
  readonly RegisterClassExW: (kind: object) => number;
  readonly UnregisterClassW: (kind: string, module: Handle) => boolean;
  readonly CreateWindowExW: (
    exStyle: number,
    kind: string,
    title: string,
    style: number,
    x: number,
    y: number,
    width: number,
    height: number,
    parent: Handle,
    menu: Handle,
    module: Handle,
    data: Handle,
  ) => Handle;
  readonly DefWindowProcW: WindowProcedure;
  readonly DestroyWindow: (window: Handle) => boolean;
  readonly ShowWindow: (window: Handle, how: number) => boolean;
  readonly SetWindowPos: (
    window: Handle,
    after: Handle,
    x: number,
    y: number,
    width: number,
    height: number,
    flags: number,
  ) => boolean;
  readonly AdjustWindowRectEx: (area: Rect, style: number, menu: boolean, exStyle: number) => boolean;
  readonly InvalidateRect: (window: Handle, area: null, erase: boolean) => boolean;
  readonly UpdateWindow: (window: Handle) => boolean;
  readonly BeginPaint: (window: Handle, paint: Buffer) => Handle;
  readonly EndPaint: (window: Handle, paint: Buffer) => boolean;
  readonly RegisterWindowMessageW: (name: string) => number;
  readonly CreateIcon: (
    module: Handle,
    width: number,
    height: number,
    planes: number,
    bits: number,
    mask: Buffer,
    colours: Buffer,
  ) => Handle;
  readonly DestroyIcon: (icon: Handle) => boolean;
  readonly ShellExecuteW: (
    window: Handle,
    verb: string,
    what: string,
    words: null,
    folder: null,
    how: number,
  ) => number;
  readonly Shell_NotifyIconW: (how: number, data: Buffer) => boolean;
  readonly CreatePopupMenu: () => Handle;
  readonly AppendMenuW: (menu: Handle, flags: number, id: number, label: string) => boolean;
  readonly TrackPopupMenu: (
    menu: Handle,
    flags: number,
    x: number,
    y: number,
    unused: number,
    owner: Handle,
    area: null,
  ) => number;
  readonly DestroyMenu: (menu: Handle) => boolean;
  readonly SetTimer: (window: Handle, id: number, ms: number, procedure: null) => number;
  readonly KillTimer: (window: Handle, id: number) => boolean;
  readonly LoadCursorW: (module: Handle, id: number) => Handle;
  readonly SetWindowsHookExW: (kind: number, procedure: bigint, module: Handle, thread: number) => Handle;
  readonly UnhookWindowsHookEx: (hook: Handle) => boolean;
  readonly CallNextHookEx: (hook: Handle, code: number, w: number, l: number) => number;
  readonly GetKeyboardLayout: (thread: number) => Handle;
  readonly GetKeyState: (key: number) => number;
  readonly GetAsyncKeyState: (key: number) => number;
  readonly ToUnicodeEx: (
    key: number,
    scan: number,
    state: Uint8Array,
    text: Buffer,
    units: number,
    flags: number,
    layout: Handle,
  ) => number;
  readonly MapVirtualKeyExW: (code: number, how: number, layout: Handle) => number;
  readonly SendInput: (count: number, inputs: Buffer, size: number) => number;
  readonly GetCursorPos: (at: Partial<Point>) => boolean;
  readonly GetLastInputInfo: (info: { cbSize: number; dwTime?: number }) => boolean;
  readonly SystemParametersInfoW: (which: number, detail: number, value: [number], keep: number) => boolean;
  readonly GetDpiForSystem: () => number;
  readonly GetSystemMetrics: (which: number) => number;
  readonly EnumDisplayMonitors: (
    dc: Handle,
    clip: null,
    each: (monitor: Handle, dc: Handle, area: bigint | null, l: number) => boolean,
    l: number,
  ) => boolean;
  readonly GetMonitorInfoW: (monitor: Handle, info: MonitorFacts) => boolean;
  readonly GetDC: (window: Handle) => Handle;
  readonly ReleaseDC: (window: Handle, dc: Handle) => number;
  readonly OpenInputDesktop: (flags: number, inherit: boolean, access: number) => Handle;
  readonly OpenDesktopW: (name: string, flags: number, inherit: boolean, access: number) => Handle;
  readonly SetThreadDesktop: (desktop: Handle) => boolean;
  readonly CloseDesktop: (desktop: Handle) => boolean;
  readonly GetUserObjectInformationW: (
    object: Handle,
    which: number,
    into: Buffer,
    bytes: number,
    needed: [number],
  ) => boolean;
  readonly ExitWindowsEx: (flags: number, reason: number) => boolean;
  readonly SetProcessDPIAware: () => boolean;
  readonly CreateCompatibleDC: (dc: Handle) => Handle;
  readonly CreateDIBSection: (
    dc: Handle,
    info: Buffer,
    usage: number,
    bits: [bigint | null],
    section: Handle,
    offset: number,
  ) => Handle;
  readonly SelectObject: (dc: Handle, object: Handle) => Handle;
  readonly DeleteObject: (object: Handle) => boolean;
  readonly DeleteDC: (dc: Handle) => boolean;
  readonly BitBlt: (
    to: Handle,
    x: number,
    y: number,
    width: number,
    height: number,
    from: Handle,
    fromX: number,
    fromY: number,
    how: number,
  ) => boolean;
  readonly GdiFlush: () => boolean;
  readonly SetDIBitsToDevice: (
    dc: Handle,
    x: number,
    y: number,
    width: number,
    height: number,
    fromX: number,
    fromY: number,
    firstLine: number,
    lines: number,
    bits: Uint8Array,
    info: Buffer,
    usage: number,
  ) => number;
  readonly GetModuleHandleW: (name: string | null) => Handle;
  readonly GetTickCount: () => number;
  readonly OpenProcess: (access: number, inherit: boolean, pid: number) => Handle;
  readonly CloseHandle: (handle: Handle) => boolean;
  readonly TerminateProcess: (process: Handle, code: number) => boolean;
  readonly GetExitCodeProcess: (process: Handle, code: [number]) => boolean;
  readonly QueryFullProcessImageNameW: (
    process: Handle,
    flags: number,
    path: Buffer,
    units: [number],
  ) => boolean;
  readonly GetProcessTimes: (
    process: Handle,
    created: [number | bigint],
    ended: [number | bigint],
    kernel: [number | bigint],
    user: [number | bigint],
  ) => boolean;
  readonly WaitForSingleObject: (handle: Handle, ms: number) => number;
  readonly K32EnumProcesses: (into: Buffer, bytes: number, filled: [number]) => boolean;
  readonly LookupAccountSidW: (
    system: null,
    sid: bigint,
    name: Buffer,
    nameUnits: [number],
    domain: Buffer,
    domainUnits: [number],
    use: [number],
  ) => boolean;
  readonly CryptProtectData: (
    from: { readonly cbData: number; readonly pbData: Uint8Array },
    about: null,
    entropy: null,
    unused: null,
    asking: null,
    flags: number,
    into: { cbData: number; pbData: number },
  ) => boolean;
  readonly CryptUnprotectData: (
    from: { readonly cbData: number; readonly pbData: Uint8Array },
    about: null,
    entropy: null,
    unused: null,
    asking: null,
    flags: number,
    into: { cbData: number; pbData: number },
  ) => boolean;
  readonly LocalFree: (memory: number) => Handle;
  readonly RegGetValueW: (
    root: number,
    key: string,
    name: string,
    kinds: number,
    kind: null,
    into: Buffer,
    bytes: [number],
  ) => number;
  readonly GetFileVersionInfoSizeW: (path: string, unused: null) => number;
  readonly GetFileVersionInfoW: (path: string, unused: number, bytes: number, into: Buffer) => boolean;
  readonly VerQueryValueW: (info: Buffer, name: string, value: [bigint | null], length: [number]) => boolean;
  readonly GetUserNameExW: (format: number, into: Buffer, units: [number]) => number;
  readonly GetCurrentProcess: () => Handle;
  readonly OpenProcessToken: (process: Handle, access: number, token: [number]) => boolean;
  readonly GetTokenInformation: (
    token: Handle,
    which: number,
    into: Buffer,
    bytes: number,
    needed: [number],
  ) => boolean;
  /** What a callback may be kept for: a hook or a window class. `free` when the system calls it no more. */
  readonly keep: (
    kind: 'hook' | 'window',
    procedure: HookProcedure | WindowProcedure,
  ) => { readonly address: bigint; readonly free: () => void };
  readonly keyAt: (l: number) => HookedKey;
  readonly mouseAt: (l: number) => HookedMouse;
  readonly sizeOf: (name: string) => number;
}
