import { tmpdir } from 'node:os';

import type { BrowserDoor } from '../contract/browser-link.ts';
import type { DesktopSession } from '../contract/session.ts';
import { ownFolderIn } from '../node/browser-pipe.ts';
import { type Handle, windowsApi } from './api.ts';
import { openBrowserDoor } from './browser-door.ts';
import { deviceApi } from './device-api.ts';
import { browserOfPipe } from './kin.ts';
import { folderOf } from './known-folders.ts';

/** The person's own data on this device (KNOWNFOLDERID). */
const LOCAL_DATA = 'F1B32785-6FBA-4FCF-9D55-7B8E7F157091';
const OWN: Handle = 0;

/** Where browsers of the person come whose session this process runs in. Null where they cannot. */
export async function openOwnDoor(session: Pick<DesktopSession, 'current'>): Promise<BrowserDoor | null> {
  const api = windowsApi();
  const device = deviceApi();
  const data = folderOf(device, LOCAL_DATA, OWN);
  return openBrowserDoor({
    folder: ownFolderIn(data === '' ? tmpdir() : data),
    account: async () => (await session.current())?.account ?? null,
    browserOf: (pipe) => browserOfPipe(api, device, pipe),
  });
}
