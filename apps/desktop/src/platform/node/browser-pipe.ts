import path from 'node:path';

/** Where pipes of this computer are. */
export const PIPES = '\\\\.\\pipe\\';
/** Holds the name of the pipe at which the seat waits for the person's browsers. */
export const BROWSER_PIPE_FILE = 'browser-pipe';

/**
 * Folder of the agent's own among the person's data on a Windows device.
 * @param data the person's local data (FOLDERID_LocalAppData)
 */
export function ownFolderIn(data: string): string {
  return path.join(data, 'Lapwing Agent');
}
