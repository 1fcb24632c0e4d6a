import type { Handle, Message } from './calls.ts';

/** Something of COM's: where it lies. Nought is none. */
export type ComObject = number;

/** What of Windows the device needs besides: power, sessions, drives, printers, sound, folders. As in `WindowsApi`. */
export interface DeviceApi {
  readonly RegisterSuspendResumeNotification: (window: Handle, how: number) => Handle;
  readonly RegisterDeviceNotificationW: (window: Handle, filter: Buffer, how: number) => Handle;
  readonly MsgWaitForMultipleObjectsEx: (
    count: number,
    handles: Buffer,
    ms: number,
    messages: number,
    how: number,
  ) => number;
  readonly PeekMessageW: (into: Message, window: Handle, from: number, to: number, how: number) => boolean;
  readonly WTSRegisterSessionNotification: (window: Handle, whose: number) => boolean;
  readonly WTSQuerySessionInformationW: (
    server: Handle,
    session: number,
    which: number,
    found: [number],
    bytes: [number],
  ) => boolean;
  readonly WTSEnumerateSessionsW: (
    server: Handle,
    unused: number,
    version: number,
    found: [number],
    count: [number],
  ) => boolean;
  readonly WTSFreeMemory: (memory: number) => void;
  readonly WTSQueryUserToken: (session: number, token: [number]) => boolean;
  readonly GetLongPathNameW: (path: string, into: Buffer, units: number) => number;
  readonly GetLogicalDrives: () => number;
  readonly GetDriveTypeW: (root: string) => number;
  readonly GetVolumeInformationW: (
    root: string,
    label: Buffer,
    units: number,
    serial: [number],
    longest: [number],
    flags: [number],
    system: Buffer,
    systemUnits: number,
  ) => boolean;
  readonly GetDiskFreeSpaceExW: (
    root: string,
    free: [number | bigint],
    total: [number | bigint],
    all: [number | bigint],
  ) => boolean;
  /** Nought less one where it fails. */
  readonly CreateToolhelp32Snapshot: (which: number, pid: number) => Handle;
  readonly Process32FirstW: (all: Handle, entry: Buffer) => boolean;
  readonly Process32NextW: (all: Handle, entry: Buffer) => boolean;
  readonly ProcessIdToSessionId: (pid: number, session: [number]) => boolean;
  readonly GetNamedPipeServerProcessId: (pipe: Handle, pid: [number]) => boolean;
  /** Nought less one where it fails. */
  readonly CreateFileW: (
    path: string,
    access: number,
    sharing: number,
    security: null,
    how: number,
    flags: number,
    like: Handle,
  ) => Handle;
  readonly DeviceIoControl: (
    device: Handle,
    code: number,
    into: Buffer | null,
    intoBytes: number,
    out: Buffer | null,
    outBytes: number,
    filled: [number],
    overlapped: null,
  ) => boolean;
  readonly FlushFileBuffers: (file: Handle) => boolean;
  readonly RegSetKeyValueW: (
    root: number,
    key: string,
    name: string,
    kind: number,
    value: Buffer,
    bytes: number,
  ) => number;
  readonly RegDeleteKeyValueW: (root: number, key: string, name: string) => number;
  readonly SHGetKnownFolderPath: (folder: Buffer, how: number, token: Handle, path: [number]) => number;
  readonly CoTaskMemFree: (memory: number) => void;
  readonly CoInitializeEx: (unused: null, how: number) => number;
  readonly CoCreateInstance: (
    kind: Buffer,
    outer: null,
    where: number,
    as: Buffer,
    made: [ComObject],
  ) => number;
  readonly OpenPrinterW: (name: string | null, printer: [Handle], wanted: Buffer | null) => boolean;
  readonly ClosePrinter: (printer: Handle) => boolean;
  readonly EnumPrintersW: (
    which: number,
    server: null,
    level: number,
    into: Buffer,
    bytes: number,
    needed: [number],
    count: [number],
  ) => boolean;
  readonly EnumJobsW: (
    printer: Handle,
    first: number,
    most: number,
    level: number,
    into: Buffer,
    bytes: number,
    needed: [number],
    count: [number],
  ) => boolean;
  readonly SetJobW: (printer: Handle, job: number, level: number, what: null, command: number) => boolean;
  readonly SetPrinterW: (printer: Handle, level: number, what: null, command: number) => boolean;
  readonly FindFirstPrinterChangeNotification: (
    printer: Handle,
    which: number,
    unused: number,
    fields: null,
  ) => Handle;
  readonly FindNextPrinterChangeNotification: (
    change: Handle,
    what: [number],
    fields: null,
    found: null,
  ) => boolean;
  readonly FindClosePrinterChangeNotification: (change: Handle) => boolean;
  /** Methods of COM by their place in the table of what they belong to. The outcome is below nought where it fails. */
  readonly com: {
    readonly release: (of: ComObject) => void;
    readonly makeOf: (of: ComObject, place: number, first: number, second: number, made: [number]) => number;
    readonly item: (of: ComObject, place: number, index: number, made: [number]) => number;
    readonly read32: (of: ComObject, place: number, value: [number]) => number;
    readonly read64: (of: ComObject, place: number, value: [number]) => number;
    readonly activate: (of: ComObject, place: number, as: Buffer, where: number, made: [number]) => number;
    readonly setMute: (of: ComObject, place: number, muted: boolean) => number;
  };
  /** Text that lies at an address, up to its nought. */
  readonly textAt: (address: number) => string;
}
