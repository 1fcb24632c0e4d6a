import type { Opener } from '../contract/opener.ts';
import type { WindowsApi } from './api.ts';

const SHOWN = 1;
/** ShellExecute says no more than this of a failure. */
const FAILED = 32;

/** Opens addresses as the person whose session this process runs in: in whatever they have set for pages of the web. */
export function createOpener(api: Pick<WindowsApi, 'ShellExecuteW'>): Opener {
  return {
    open: async (url) =>
      Promise.resolve(isPage(url) && api.ShellExecuteW(0, 'open', url, null, null, SHOWN) > FAILED),
  };
}

/** One that Windows takes neither for a program nor for more than one word. */
function isPage(url: string): boolean {
  return (
    URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol) && /^https?:\/\/[^\s"'\\<>|]+$/iu.test(url)
  );
}
