import { windowsApi } from '../../src/platform/windows/api.ts';

// A program whose only field asks for a password.

const OVERLAPPED_AND_VISIBLE = 0x10cf_0000;
const PASSWORD = 0x20;

const api = windowsApi();
const window = api.CreateWindowExW(
  0,
  'EDIT',
  'Password',
  OVERLAPPED_AND_VISIBLE | PASSWORD,
  100,
  100,
  300,
  80,
  0,
  0,
  api.GetModuleHandleW(null),
  0,
);
api.SetForegroundWindow(window);
const message = {};
while (api.GetMessageW(message, 0, 0, 0) > 0) {
  api.TranslateMessage(message);
  api.DispatchMessageW(message);
}
