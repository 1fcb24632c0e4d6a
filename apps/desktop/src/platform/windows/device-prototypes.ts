import { call, decode, load, proto } from 'koffi';

import type { DeviceApi } from './device-calls.ts';

/** Every prototype that the device needs besides. Throws where the libraries are not. */
export function declareDevice(): DeviceApi {
  const user = load('user32.dll');
  const kernel = load('kernel32.dll');
  const sessions = load('wtsapi32.dll');
  const advanced = load('advapi32.dll');
  const shell = load('shell32.dll');
  const ole = load('ole32.dll');
  const spooler = load('winspool.drv');
  const release = proto('uint32_t COM_RELEASE(uintptr_t self)');
  const makeOf = proto(
    'int32_t COM_MAKE(uintptr_t self, uint32_t first, uint32_t second, _Out_ uintptr_t *made)',
  );
  const item = proto('int32_t COM_ITEM(uintptr_t self, uint32_t index, _Out_ uintptr_t *made)');
  const read32 = proto('int32_t COM_READ_32(uintptr_t self, _Out_ uint32_t *value)');
  const read64 = proto('int32_t COM_READ_64(uintptr_t self, _Out_ uintptr_t *value)');
  const activate = proto(
    'int32_t COM_ACTIVATE(uintptr_t self, void *as, uint32_t where, void *unused, _Out_ uintptr_t *made)',
  );
  const setMute = proto('int32_t COM_MUTE(uintptr_t self, int muted, void *context)');
  return {
    RegisterSuspendResumeNotification: user.func(
      'intptr_t RegisterSuspendResumeNotification(intptr_t window, uint32_t how)',
    ),
    RegisterDeviceNotificationW: user.func(
      'intptr_t RegisterDeviceNotificationW(intptr_t window, void *filter, uint32_t how)',
    ),
    MsgWaitForMultipleObjectsEx: user.func(
      'uint32_t MsgWaitForMultipleObjectsEx(uint32_t count, void *handles, uint32_t ms, uint32_t messages, uint32_t how)',
    ),
    PeekMessageW: user.func(
      'bool PeekMessageW(_Out_ MSG *into, intptr_t hwnd, uint32_t from, uint32_t to, uint32_t how)',
    ),
    WTSRegisterSessionNotification: sessions.func(
      'bool WTSRegisterSessionNotification(intptr_t window, uint32_t whose)',
    ),
    WTSQuerySessionInformationW: sessions.func(
      'bool WTSQuerySessionInformationW(intptr_t server, uint32_t session, int which, _Out_ uintptr_t *found, _Out_ uint32_t *bytes)',
    ),
    WTSEnumerateSessionsW: sessions.func(
      'bool WTSEnumerateSessionsW(intptr_t server, uint32_t unused, uint32_t version, _Out_ uintptr_t *found, _Out_ uint32_t *count)',
    ),
    WTSFreeMemory: sessions.func('void WTSFreeMemory(uintptr_t memory)'),
    WTSQueryUserToken: sessions.func('bool WTSQueryUserToken(uint32_t session, _Out_ intptr_t *token)'),
    GetLongPathNameW: kernel.func('uint32_t GetLongPathNameW(str16 path, void *into, uint32_t units)'),
    GetLogicalDrives: kernel.func('uint32_t GetLogicalDrives()'),
    GetDriveTypeW: kernel.func('uint32_t GetDriveTypeW(str16 root)'),
    GetVolumeInformationW: kernel.func(
      'bool GetVolumeInformationW(str16 root, void *label, uint32_t units, _Out_ uint32_t *serial, _Out_ uint32_t *longest, _Out_ uint32_t *flags, void *system, uint32_t systemUnits)',
    ),
    GetDiskFreeSpaceExW: kernel.func(
      'bool GetDiskFreeSpaceExW(str16 root, _Out_ uint64_t *free, _Out_ uint64_t *total, _Out_ uint64_t *all)',
    ),
    CreateToolhelp32Snapshot: kernel.func('intptr_t CreateToolhelp32Snapshot(uint32_t which, uint32_t pid)'),
    Process32FirstW: kernel.func('bool Process32FirstW(intptr_t all, void *entry)'),
    Process32NextW: kernel.func('bool Process32NextW(intptr_t all, void *entry)'),
    ProcessIdToSessionId: kernel.func('bool ProcessIdToSessionId(uint32_t pid, _Out_ uint32_t *session)'),
    GetNamedPipeServerProcessId: kernel.func(
      'bool GetNamedPipeServerProcessId(intptr_t pipe, _Out_ uint32_t *pid)',
    ),
    CreateFileW: kernel.func(
      'intptr_t CreateFileW(str16 path, uint32_t access, uint32_t sharing, void *security, uint32_t how, uint32_t flags, intptr_t like)',
    ),
    DeviceIoControl: kernel.func(
      'bool DeviceIoControl(intptr_t device, uint32_t code, void *into, uint32_t intoBytes, void *out, uint32_t outBytes, _Out_ uint32_t *filled, void *overlapped)',
    ),
    FlushFileBuffers: kernel.func('bool FlushFileBuffers(intptr_t file)'),
    RegSetKeyValueW: advanced.func(
      'int32_t RegSetKeyValueW(intptr_t root, str16 key, str16 name, uint32_t kind, void *value, uint32_t bytes)',
    ),
    RegDeleteKeyValueW: advanced.func('int32_t RegDeleteKeyValueW(intptr_t root, str16 key, str16 name)'),
    SHGetKnownFolderPath: shell.func(
      'int32_t SHGetKnownFolderPath(void *folder, uint32_t how, intptr_t token, _Out_ uintptr_t *path)',
    ),
    CoTaskMemFree: ole.func('void CoTaskMemFree(uintptr_t memory)'),
    CoInitializeEx: ole.func('int32_t CoInitializeEx(void *unused, uint32_t how)'),
    CoCreateInstance: ole.func(
      'int32_t CoCreateInstance(void *kind, void *outer, uint32_t where, void *as, _Out_ uintptr_t *made)',
    ),
    OpenPrinterW: spooler.func('bool OpenPrinterW(str16 name, _Out_ intptr_t *printer, void *wanted)'),
    ClosePrinter: spooler.func('bool ClosePrinter(intptr_t printer)'),
    EnumPrintersW: spooler.func(
      'bool EnumPrintersW(uint32_t which, void *server, uint32_t level, void *into, uint32_t bytes, _Out_ uint32_t *needed, _Out_ uint32_t *count)',
    ),
    EnumJobsW: spooler.func(
      'bool EnumJobsW(intptr_t printer, uint32_t first, uint32_t most, uint32_t level, void *into, uint32_t bytes, _Out_ uint32_t *needed, _Out_ uint32_t *count)',
    ),
    SetJobW: spooler.func(
      'bool SetJobW(intptr_t printer, uint32_t job, uint32_t level, void *what, uint32_t command)',
    ),
    SetPrinterW: spooler.func(
      'bool SetPrinterW(intptr_t printer, uint32_t level, void *what, uint32_t command)',
    ),
    FindFirstPrinterChangeNotification: spooler.func(
      'intptr_t FindFirstPrinterChangeNotification(intptr_t printer, uint32_t which, uint32_t unused, void *fields)',
    ),
    FindNextPrinterChangeNotification: spooler.func(
      'bool FindNextPrinterChangeNotification(intptr_t change, _Out_ uint32_t *what, void *fields, void *found)',
    ),
    FindClosePrinterChangeNotification: spooler.func(
      'bool FindClosePrinterChangeNotification(intptr_t change)',
    ),
    com: {
      release: (of) => {
        call(method(of, 2), release, of);
      },
      makeOf: (of, place, first, second, made) =>
        outcome(call(method(of, place), makeOf, of, first, second, made)),
      item: (of, place, index, made) => outcome(call(method(of, place), item, of, index, made)),
      read32: (of, place, value) => outcome(call(method(of, place), read32, of, value)),
      read64: (of, place, value) => outcome(call(method(of, place), read64, of, value)),
      activate: (of, place, as, where, made) =>
        outcome(call(method(of, place), activate, of, as, where, null, made)),
      setMute: (of, place, muted) => outcome(call(method(of, place), setMute, of, muted ? 1 : 0, null)),
    },
    textAt: (at) => {
      return at === 0 ? '' : decode.string16(BigInt(at));
    },
  };
}

/** What COM makes lies with the address of its methods first. */
function method(of: number, place: number): bigint {
  return BigInt(decode.uint64(BigInt(decode.uint64(BigInt(of))) + BigInt(place * 8)));
}

function outcome(value: unknown): number {
  return typeof value === 'number' ? value : -1;
}
