import { textOf, type WindowsApi } from './api.ts';

const READ_OBJECTS = 1;
const NAME = 2;

/** Whether what the person sees and uses is the desktop of this session, and no sign-in, lock or question of the system. */
export function isDesktopShown(api: WindowsApi): boolean {
  const desktop = api.OpenInputDesktop(0, false, READ_OBJECTS);
  if (desktop === 0) return false;
  const name = Buffer.alloc(64);
  const told = api.GetUserObjectInformationW(desktop, NAME, name, name.length, [0]);
  api.CloseDesktop(desktop);
  return told && textOf(name) === 'Default';
}
