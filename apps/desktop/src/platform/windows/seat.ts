import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Seat } from '../contract/platform.ts';
import { createRemembered } from '../node/remembered.ts';
import { type Handle, windowsApi } from './api.ts';
import { deviceApi } from './device-api.ts';
import { openInput } from './input.ts';
import { openScreen } from './screen.ts';
import { openSession } from './session.ts';
import { folderOf } from './known-folders.ts';
import { createSound } from './sound.ts';
import { openSpeakers } from './speakers.ts';
import { createSurfaces } from './surfaces.ts';
import { openTarget } from './target.ts';
import { createTray } from './tray.ts';
import { openUi } from './ui.ts';
import { openWindows } from './windows.ts';

/** The person's own data on this device (KNOWNFOLDERID). */
const LOCAL_DATA = 'F1B32785-6FBA-4FCF-9D55-7B8E7F157091';
const OWN: Handle = 0;
const NO_SOUND = 'On Windows, the speakers cannot be muted.';
const NO_KEYS = 'Windows does not let the agent read the keyboard.';
const NO_FIELDS =
  'On Windows, what is written is known from the keys alone: text that is pasted or chosen from suggestions is not.';

/** The seat of the session that this process runs in. Rejects where the session has no desktop, as that of services. */
export async function openSeat(): Promise<Seat> {
  const api = windowsApi();
  // Else pixels are counted in the scale of the first monitor.
  api.SetProcessDPIAware();
  const ui = await openUi();
  const windows = openWindows(api);
  const screen = openScreen(api, ui);
  const input = await openInput(api, ui, windows);
  const surfaces = createSurfaces(api, ui);
  const tray = createTray(ui);
  const target = openTarget(api);
  const speakers = openSpeakers(deviceApi());
  const data = folderOf(deviceApi(), LOCAL_DATA, OWN);
  const kept = path.join(data === '' ? tmpdir() : data, 'Lapwing Agent', 'muted.json');
  const sound = speakers === null ? null : createSound(speakers, createRemembered(kept));
  return {
    session: openSession(api, ui),
    screen,
    windows,
    input: input?.source ?? null,
    target,
    surfaces: surfaces.surfaces,
    tray,
    sound,
    gaps: [...(input?.gaps ?? [NO_KEYS]), NO_FIELDS, ...(sound === null ? [NO_SOUND] : [])],
    close: async () => {
      await sound?.stop();
      await target.release();
      await surfaces.close();
      await input?.close();
      screen.stop();
      windows.stop();
      await ui.close();
    },
  };
}
