import { lacking, type TestScreen } from './xvfb.ts';

// What a person does at a screen of a test, and what is seen on it from outside.

/** Whether this machine has what a desktop of a story needs; names what is missing. @param more that it needs besides */
export function lackingForDesktop(...more: readonly string[]): string | false {
  return lacking('Xvfb', 'openbox', 'mousepad', 'xdotool', 'xwininfo', ...more);
}

/** Gives the keyboard to the window with such a title (regular expression), which is shown already. */
export async function turnTo(screen: TestScreen, title: string): Promise<void> {
  await screen.run('xdotool', 'search', '--onlyvisible', '--name', title, 'windowactivate', '--sync');
}

/** Types into what has the keyboard. @param everyMs milliseconds from one key to the next */
export async function write(screen: TestScreen, text: string, everyMs = 6): Promise<void> {
  // xdotool waits half as long as it is told: a quarter with each key down, and a quarter up.
  await screen.run('xdotool', 'type', '--delay', String(everyMs * 2), text);
}

/** Numbers of the windows that such a search of xdotool finds on the screen. */
export async function windowsShown(
  screen: TestScreen,
  ...search: readonly string[]
): Promise<readonly string[]> {
  // It ends with an error where it finds none.
  const found = await screen.run('xdotool', 'search', '--onlyvisible', ...search).catch(() => '');
  return found.split('\n').filter((line) => line !== '');
}

/** Whether a window lies over the whole screen. */
export async function isCovered(screen: TestScreen): Promise<boolean> {
  return (await coversFromTheFront(screen)).includes(true);
}

/** Whether such a window lies before everything else. */
export async function isCoverInFront(screen: TestScreen): Promise<boolean> {
  return (await coversFromTheFront(screen))[0] === true;
}

/** For each window, from the foremost on, whether it lies over the whole screen. */
async function coversFromTheFront(screen: TestScreen): Promise<readonly boolean[]> {
  const whole = `${String(screen.width)}x${String(screen.height)}+0+0  +0+0`;
  const told = await screen.run('xwininfo', '-root', '-children');
  return told
    .split('\n')
    .filter((line) => /^\s+0x/u.test(line))
    .map((line) => line.includes(whole));
}
