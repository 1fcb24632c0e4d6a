import { array, decode, load, pointer, proto, register, sizeof, struct, unregister } from 'koffi';

import type { HookedKey, HookedMouse, HookProcedure, WindowProcedure, WindowsApi } from './calls.ts';

/** Every structure and prototype, for 64 bits. Throws where the libraries are not. */
export function declare(): WindowsApi {
  const user = load('user32.dll');
  const gdi = load('gdi32.dll');
  const kernel = load('kernel32.dll');
  const version = load('version.dll');
  const security = load('secur32.dll');
  const advanced = load('advapi32.dll');
  const crypt = load('crypt32.dll');
  const shell = load('shell32.dll');
  const manager = load('dwmapi.dll');
  struct('POINT', { x: 'int32_t', y: 'int32_t' });
  struct('RECT', { left: 'int32_t', top: 'int32_t', right: 'int32_t', bottom: 'int32_t' });
  const MSG = {
    hwnd: 'intptr_t',
    message: 'uint32_t',
    wParam: 'intptr_t',
    lParam: 'intptr_t',
    time: 'uint32_t',
    pt: 'POINT',
  };
  struct('MSG', MSG);
  struct('GUITHREADINFO', {
    cbSize: 'uint32_t',
    flags: 'uint32_t',
    hwndActive: 'intptr_t',
    hwndFocus: 'intptr_t',
    hwndCapture: 'intptr_t',
    hwndMenuOwner: 'intptr_t',
    hwndMoveSize: 'intptr_t',
    hwndCaret: 'intptr_t',
    rcCaret: 'RECT',
  });
  struct('MONITORINFOEXW', {
    cbSize: 'uint32_t',
    rcMonitor: 'RECT',
    rcWork: 'RECT',
    dwFlags: 'uint32_t',
    szDevice: array('char16_t', 32, 'String'),
  });
  struct('LASTINPUTINFO', { cbSize: 'uint32_t', dwTime: 'uint32_t' });
  struct('BLOB_IN', { cbData: 'uint32_t', pbData: 'void *' });
  struct('BLOB_OUT', { cbData: 'uint32_t', pbData: 'uintptr_t' });
  const hook = proto('intptr_t HOOKPROC(int code, intptr_t w, intptr_t l)');
  const procedure = proto('intptr_t WNDPROC(intptr_t hwnd, uint32_t message, intptr_t w, intptr_t l)');
  proto('bool WNDENUMPROC(intptr_t hwnd, intptr_t l)');
  proto('bool MONITORENUMPROC(intptr_t monitor, intptr_t dc, RECT *area, intptr_t l)');
  struct('WNDCLASSEXW', {
    cbSize: 'uint32_t',
    style: 'uint32_t',
    lpfnWndProc: 'uintptr_t',
    cbClsExtra: 'int32_t',
    cbWndExtra: 'int32_t',
    hInstance: 'intptr_t',
    hIcon: 'intptr_t',
    hCursor: 'intptr_t',
    hbrBackground: 'intptr_t',
    lpszMenuName: 'str16',
    lpszClassName: 'str16',
    hIconSm: 'intptr_t',
  });
  // KBDLLHOOKSTRUCT and MSLLHOOKSTRUCT are read where they lie: it is done at every key.
  const own = {
    keep: (kind: 'hook' | 'window', called: HookProcedure | WindowProcedure) => {
      const address = register(called, pointer(kind === 'hook' ? hook : procedure));
      return {
        address,
        free: () => {
          unregister(address);
        },
      };
    },
    keyAt: (l: number): HookedKey => {
      const at = BigInt(l);
      return { vkCode: decode.uint32(at), scanCode: decode.uint32(at + 4n), flags: decode.uint32(at + 8n) };
    },
    mouseAt: (l: number): HookedMouse => ({
      pt: { x: decode.int32(BigInt(l)), y: decode.int32(BigInt(l) + 4n) },
    }),
    sizeOf: (name: string) => sizeof(name),
  };
  return {
    ...own,
    GetForegroundWindow: user.func('intptr_t GetForegroundWindow()'),
    SetForegroundWindow: user.func('bool SetForegroundWindow(intptr_t hwnd)'),
    EnumWindows: user.func('bool EnumWindows(WNDENUMPROC *each, intptr_t l)'),
    EnumChildWindows: user.func('bool EnumChildWindows(intptr_t parent, WNDENUMPROC *each, intptr_t l)'),
    FindWindowExW: user.func('intptr_t FindWindowExW(intptr_t parent, intptr_t after, str16 c, str16 title)'),
    IsWindow: user.func('bool IsWindow(intptr_t hwnd)'),
    IsWindowVisible: user.func('bool IsWindowVisible(intptr_t hwnd)'),
    IsIconic: user.func('bool IsIconic(intptr_t hwnd)'),
    DwmGetWindowAttribute: manager.func(
      'int32_t DwmGetWindowAttribute(intptr_t hwnd, uint32_t which, _Out_ uint32_t *into, uint32_t bytes)',
    ),
    GetWindow: user.func('intptr_t GetWindow(intptr_t hwnd, uint32_t which)'),
    GetAncestor: user.func('intptr_t GetAncestor(intptr_t hwnd, uint32_t which)'),
    GetWindowTextW: user.func('int GetWindowTextW(intptr_t hwnd, void *text, int units)'),
    SetWindowTextW: user.func('bool SetWindowTextW(intptr_t hwnd, str16 text)'),
    GetClassNameW: user.func('int GetClassNameW(intptr_t hwnd, void *text, int units)'),
    GetWindowThreadProcessId: user.func(
      'uint32_t GetWindowThreadProcessId(intptr_t hwnd, _Out_ uint32_t *pid)',
    ),
    GetWindowLongPtrW: user.func('intptr_t GetWindowLongPtrW(intptr_t hwnd, int which)'),
    GetWindowRect: user.func('bool GetWindowRect(intptr_t hwnd, _Out_ RECT *area)'),
    ClientToScreen: user.func('bool ClientToScreen(intptr_t hwnd, _Inout_ POINT *at)'),
    WindowFromPoint: user.func('intptr_t WindowFromPoint(POINT at)'),
    GetGUIThreadInfo: user.func('bool GetGUIThreadInfo(uint32_t thread, _Inout_ GUITHREADINFO *info)'),
    PostMessageW: user.func('bool PostMessageW(intptr_t hwnd, uint32_t message, intptr_t w, intptr_t l)'),
    SendMessageTimeoutW: user.func(
      'intptr_t SendMessageTimeoutW(intptr_t hwnd, uint32_t m, intptr_t w, void *l, uint32_t flags, uint32_t ms, _Out_ uintptr_t *outcome)',
    ),
    GetMessageW: user.func('int GetMessageW(_Out_ MSG *into, intptr_t hwnd, uint32_t from, uint32_t to)'),
    TranslateMessage: user.func('bool TranslateMessage(MSG *message)'),
    DispatchMessageW: user.func('intptr_t DispatchMessageW(MSG *message)'),
    PostQuitMessage: user.func('void PostQuitMessage(int code)'),
    RegisterClassExW: user.func('uint16_t RegisterClassExW(WNDCLASSEXW *kind)'),
    UnregisterClassW: user.func('bool UnregisterClassW(str16 kind, intptr_t module)'),
    CreateWindowExW: user.func(
      'intptr_t CreateWindowExW(uint32_t ex, str16 c, str16 title, uint32_t style, int x, int y, int w, int h, intptr_t parent, intptr_t menu, intptr_t module, intptr_t data)',
    ),
    DefWindowProcW: user.func('intptr_t DefWindowProcW(intptr_t hwnd, uint32_t m, intptr_t w, intptr_t l)'),
    DestroyWindow: user.func('bool DestroyWindow(intptr_t hwnd)'),
    ShowWindow: user.func('bool ShowWindow(intptr_t hwnd, int how)'),
    SetWindowPos: user.func(
      'bool SetWindowPos(intptr_t hwnd, intptr_t after, int x, int y, int w, int h, uint32_t flags)',
    ),
    AdjustWindowRectEx: user.func(
      'bool AdjustWindowRectEx(_Inout_ RECT *area, uint32_t style, bool menu, uint32_t ex)',
    ),
    InvalidateRect: user.func('bool InvalidateRect(intptr_t hwnd, void *area, bool erase)'),
    UpdateWindow: user.func('bool UpdateWindow(intptr_t hwnd)'),
    BeginPaint: user.func('intptr_t BeginPaint(intptr_t hwnd, void *paint)'),
    EndPaint: user.func('bool EndPaint(intptr_t hwnd, void *paint)'),
    RegisterWindowMessageW: user.func('uint32_t RegisterWindowMessageW(str16 name)'),
    CreateIcon: user.func(
      'intptr_t CreateIcon(intptr_t module, int w, int h, uint8_t planes, uint8_t bits, void *mask, void *colours)',
    ),
    DestroyIcon: user.func('bool DestroyIcon(intptr_t icon)'),
    ShellExecuteW: shell.func(
      'intptr_t ShellExecuteW(intptr_t hwnd, str16 verb, str16 what, str16 words, str16 folder, int how)',
    ),
    Shell_NotifyIconW: shell.func('bool Shell_NotifyIconW(uint32_t how, void *data)'),
    CreatePopupMenu: user.func('intptr_t CreatePopupMenu()'),
    AppendMenuW: user.func('bool AppendMenuW(intptr_t menu, uint32_t flags, uintptr_t id, str16 label)'),
    TrackPopupMenu: user.func(
      'int TrackPopupMenu(intptr_t menu, uint32_t flags, int x, int y, int unused, intptr_t owner, void *area)',
    ),
    DestroyMenu: user.func('bool DestroyMenu(intptr_t menu)'),
    SetTimer: user.func('uintptr_t SetTimer(intptr_t hwnd, uintptr_t id, uint32_t ms, void *procedure)'),
    KillTimer: user.func('bool KillTimer(intptr_t hwnd, uintptr_t id)'),
    LoadCursorW: user.func('intptr_t LoadCursorW(intptr_t module, intptr_t id)'),
    SetWindowsHookExW: user.func(
      'intptr_t SetWindowsHookExW(int kind, HOOKPROC *procedure, intptr_t module, uint32_t thread)',
    ),
    UnhookWindowsHookEx: user.func('bool UnhookWindowsHookEx(intptr_t hook)'),
    CallNextHookEx: user.func('intptr_t CallNextHookEx(intptr_t hook, int code, intptr_t w, intptr_t l)'),
    GetKeyboardLayout: user.func('intptr_t GetKeyboardLayout(uint32_t thread)'),
    GetKeyState: user.func('int16_t GetKeyState(int key)'),
    GetAsyncKeyState: user.func('int16_t GetAsyncKeyState(int key)'),
    ToUnicodeEx: user.func(
      'int ToUnicodeEx(uint32_t key, uint32_t scan, void *state, void *text, int units, uint32_t flags, intptr_t layout)',
    ),
    MapVirtualKeyExW: user.func('uint32_t MapVirtualKeyExW(uint32_t code, uint32_t how, intptr_t layout)'),
    SendInput: user.func('uint32_t SendInput(uint32_t count, void *inputs, int size)'),
    GetCursorPos: user.func('bool GetCursorPos(_Out_ POINT *at)'),
    GetLastInputInfo: user.func('bool GetLastInputInfo(_Inout_ LASTINPUTINFO *info)'),
    SystemParametersInfoW: user.func(
      'bool SystemParametersInfoW(uint32_t which, uint32_t detail, _Inout_ uint32_t *value, uint32_t keep)',
    ),
    GetDpiForSystem: user.func('uint32_t GetDpiForSystem()'),
    GetSystemMetrics: user.func('int GetSystemMetrics(int which)'),
    EnumDisplayMonitors: user.func(
      'bool EnumDisplayMonitors(intptr_t dc, void *clip, MONITORENUMPROC *each, intptr_t l)',
    ),
    GetMonitorInfoW: user.func('bool GetMonitorInfoW(intptr_t monitor, _Inout_ MONITORINFOEXW *info)'),
    GetDC: user.func('intptr_t GetDC(intptr_t hwnd)'),
    ReleaseDC: user.func('int ReleaseDC(intptr_t hwnd, intptr_t dc)'),
    OpenInputDesktop: user.func('intptr_t OpenInputDesktop(uint32_t flags, bool inherit, uint32_t access)'),
    OpenDesktopW: user.func(
      'intptr_t OpenDesktopW(str16 name, uint32_t flags, bool inherit, uint32_t access)',
    ),
    SetThreadDesktop: user.func('bool SetThreadDesktop(intptr_t desktop)'),
    CloseDesktop: user.func('bool CloseDesktop(intptr_t desktop)'),
    GetUserObjectInformationW: user.func(
      'bool GetUserObjectInformationW(intptr_t object, int which, void *into, uint32_t bytes, _Out_ uint32_t *needed)',
    ),
    ExitWindowsEx: user.func('bool ExitWindowsEx(uint32_t flags, uint32_t reason)'),
    SetProcessDPIAware: user.func('bool SetProcessDPIAware()'),
    CreateCompatibleDC: gdi.func('intptr_t CreateCompatibleDC(intptr_t dc)'),
    CreateDIBSection: gdi.func(
      'intptr_t CreateDIBSection(intptr_t dc, void *info, uint32_t usage, _Out_ void **bits, intptr_t section, uint32_t offset)',
    ),
    SelectObject: gdi.func('intptr_t SelectObject(intptr_t dc, intptr_t object)'),
    DeleteObject: gdi.func('bool DeleteObject(intptr_t object)'),
    DeleteDC: gdi.func('bool DeleteDC(intptr_t dc)'),
    BitBlt: gdi.func(
      'bool BitBlt(intptr_t to, int x, int y, int w, int h, intptr_t from, int fromX, int fromY, uint32_t how)',
    ),
    GdiFlush: gdi.func('bool GdiFlush()'),
    SetDIBitsToDevice: gdi.func(
      'int SetDIBitsToDevice(intptr_t dc, int x, int y, uint32_t w, uint32_t h, int fromX, int fromY, uint32_t first, uint32_t lines, void *bits, void *info, uint32_t usage)',
    ),
    GetModuleHandleW: kernel.func('intptr_t GetModuleHandleW(str16 name)'),
    GetTickCount: kernel.func('uint32_t GetTickCount()'),
    OpenProcess: kernel.func('intptr_t OpenProcess(uint32_t access, bool inherit, uint32_t pid)'),
    CloseHandle: kernel.func('bool CloseHandle(intptr_t handle)'),
    TerminateProcess: kernel.func('bool TerminateProcess(intptr_t process, uint32_t code)'),
    GetExitCodeProcess: kernel.func('bool GetExitCodeProcess(intptr_t process, _Out_ uint32_t *code)'),
    QueryFullProcessImageNameW: kernel.func(
      'bool QueryFullProcessImageNameW(intptr_t process, uint32_t flags, void *path, _Inout_ uint32_t *units)',
    ),
    GetProcessTimes: kernel.func(
      'bool GetProcessTimes(intptr_t process, _Out_ uint64_t *created, _Out_ uint64_t *ended, _Out_ uint64_t *kernel, _Out_ uint64_t *user)',
    ),
    WaitForSingleObject: kernel.func('uint32_t WaitForSingleObject(intptr_t handle, uint32_t ms)'),
    K32EnumProcesses: kernel.func(
      'bool K32EnumProcesses(void *into, uint32_t bytes, _Out_ uint32_t *filled)',
    ),
    LookupAccountSidW: advanced.func(
      'bool LookupAccountSidW(void *system, uintptr_t sid, void *name, _Inout_ uint32_t *nameUnits, void *domain, _Inout_ uint32_t *domainUnits, _Out_ int *use)',
    ),
    CryptProtectData: crypt.func(
      'bool CryptProtectData(BLOB_IN *from, void *about, void *entropy, void *unused, void *asking, uint32_t flags, _Out_ BLOB_OUT *into)',
    ),
    CryptUnprotectData: crypt.func(
      'bool CryptUnprotectData(BLOB_IN *from, void *about, void *entropy, void *unused, void *asking, uint32_t flags, _Out_ BLOB_OUT *into)',
    ),
    LocalFree: kernel.func('intptr_t LocalFree(uintptr_t memory)'),
    RegGetValueW: advanced.func(
      'int32_t RegGetValueW(intptr_t root, str16 key, str16 name, uint32_t kinds, void *kind, void *into, _Inout_ uint32_t *bytes)',
    ),
    GetFileVersionInfoSizeW: version.func('uint32_t GetFileVersionInfoSizeW(str16 path, void *unused)'),
    GetFileVersionInfoW: version.func(
      'bool GetFileVersionInfoW(str16 path, uint32_t unused, uint32_t bytes, void *into)',
    ),
    VerQueryValueW: version.func(
      'bool VerQueryValueW(void *info, str16 name, _Out_ void **value, _Out_ uint32_t *length)',
    ),
    GetUserNameExW: security.func('uint8_t GetUserNameExW(int format, void *into, _Inout_ uint32_t *units)'),
    GetCurrentProcess: kernel.func('intptr_t GetCurrentProcess()'),
    OpenProcessToken: advanced.func(
      'bool OpenProcessToken(intptr_t process, uint32_t access, _Out_ intptr_t *token)',
    ),
    GetTokenInformation: advanced.func(
      'bool GetTokenInformation(intptr_t token, int which, void *into, uint32_t bytes, _Out_ uint32_t *needed)',
    ),
  };
}
