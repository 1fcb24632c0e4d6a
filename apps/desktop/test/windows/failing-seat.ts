// A seat that ends, in the way that its first word says, when it is asked to log off. With its agent it meets at the pipe and
// by the secret of its second and third word.
import { decode, load } from 'koffi';

import { createFakeSession } from '../../src/platform/fake/session.ts';
import { windowsApi } from '../../src/platform/windows/api.ts';
import { endByFault, SEAT_CODE } from '../../src/platform/windows/service/seat-code.ts';
import { openUi } from '../../src/platform/windows/ui.ts';
import { goToMeeting } from '../../src/seat-pipe/meeting.ts';
import { serveSeat } from '../../src/seat-pipe/serve.ts';

const [, , way = '', path = '', secret = ''] = process.argv;
const QUIT = 0x12;
/** No program has anything there. */
const NOWHERE = 8n;

process.on('uncaughtException', endByFault);
if (way === 'thread') await openUi();

/** A real one. Without a filter of its own a program that crashes under Wine waits for a person to be asked. */
function crash(): void {
  const kernel = load('kernel32.dll');
  const find = kernel.func('void *GetProcAddress(intptr_t module, str name)');
  const filter = kernel.func('void *SetUnhandledExceptionFilter(void *filter)');
  // It answers 1 whatever it is asked, which is: end it (EXCEPTION_EXECUTE_HANDLER).
  filter(find(windowsApi().GetModuleHandleW('user32.dll'), 'SetProcessDPIAware'));
  decode(NOWHERE, 'uint32_t');
}

const ends: Readonly<Record<string, () => void>> = {
  throw: () => {
    throw new Error('A fault of the seat.');
  },
  abort: () => process.abort(),
  crash,
  leave: () => process.exit(SEAT_CODE.done),
  hang: () => {
    for (;;) continue;
  },
  thread: () => {
    const api = windowsApi();
    api.PostMessageW(api.FindWindowExW(0, 0, 'LapwingWindow', null), QUIT, 0, 0);
  },
};
const pipe = await goToMeeting({ path, secret });
if (pipe === null) throw new Error('Nobody waits for this seat.');
const session = createFakeSession(() => 0);
await serveSeat({
  pipe: { input: pipe, output: pipe },
  seat: {
    session: {
      ...session,
      logOff: async () => {
        setImmediate(() => ends[way]?.());
        return Promise.resolve('done');
      },
    },
    screen: null,
    windows: null,
    input: null,
    target: null,
    surfaces: null,
    tray: null,
    sound: null,
    gaps: [],
    close: async () => Promise.resolve(),
  },
  scale: 1,
});
process.exit(SEAT_CODE.done);
