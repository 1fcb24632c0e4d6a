import { spawn } from 'node:child_process';

import type { Opener } from '../contract/opener.ts';

const OPENED_WITHIN_MS = 8000;

/**
 * Opens addresses by `xdg-open`, as the person whose session it is: never as the account of the service.
 * @param parts.account whom the session belongs to; null while nobody is logged on
 * @param parts.environment of the session: its display, cookie and bus
 */
export function createOpener(parts: {
  readonly account: () => Promise<string | null>;
  readonly environment: Readonly<Record<string, string>>;
  /** Account that the agent runs as; another is gone over to by `runuser` of util-linux. */
  readonly own: string;
}): Opener {
  const { account, environment, own } = parts;
  return {
    async open(url) {
      if (!isPage(url)) return false;
      const person = await account();
      if (person === null) return false;
      const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
      return person === own
        ? run('xdg-open', [url], environment)
        : // `--` ends the options of runuser; what follows is run without a shell.
          run('runuser', ['-u', person, '--', 'env', ...settings, 'xdg-open', url], {});
    },
  };
}

/** One that no program takes for an option, or for more than one word. */
function isPage(url: string): boolean {
  return (
    URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol) && /^https?:\/\/[^\s"'\\]+$/iu.test(url)
  );
}

async function run(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...environment },
      stdio: 'ignore',
      detached: true,
    });
    child.unref();
    // Some browsers stay in front of whoever started them: that is as good as done.
    const late = setTimeout(() => resolve(true), OPENED_WITHIN_MS);
    child.once('error', () => {
      clearTimeout(late);
      resolve(false);
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      resolve(code === 0);
    });
  });
}
