// Asks the service to read its settings again and to look for another version, as `sc control LapwingAgent paramchange`
// does on Windows; Wine's sc knows no such word.
import { load, out, pointer, struct } from 'koffi';

const CONNECT = 0x1;
const PAUSE_CONTINUE = 0x40;
const PARAMCHANGE = 6;

const advanced = load('advapi32.dll');
const part = 'uint32';
const status = struct({
  type: part,
  state: part,
  accepts: part,
  code: part,
  own: part,
  check: part,
  hint: part,
});
const openManager = advanced.func(
  'uintptr __stdcall OpenSCManagerW(void *machine, void *database, uint32 rights)',
);
const openService = advanced.func(
  'uintptr __stdcall OpenServiceW(uintptr manager, str16 name, uint32 rights)',
);
const control = advanced.func('ControlService', 'int', ['uintptr', 'uint32', out(pointer(status))]);
const manager: unknown = openManager(null, null, CONNECT);
const service: unknown = openService(manager, 'LapwingAgent', PAUSE_CONTINUE);
process.exitCode = control(service, PARAMCHANGE, {}) === 1 ? 0 : 1;
