import type { Cancel } from '../../contract/cancel.ts';
import { openDisplay, type Display, type DisplayAddress } from './display.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * Keeps a connection to the display of a seat: connects, and connects again after the X server has ended.
 * @param where asked before each attempt, since a new X server has a new cookie; null while there is none
 * @param opened given each new connection; what was built on the one before is of no use any more
 * @param ended told why the connection was lost, or could not be made
 * @returns stops and closes the connection without a further call
 */
export function keepDisplay(
  where: () => Promise<DisplayAddress | null>,
  opened: (display: Display) => void,
  ended: (why: Error) => void,
): Cancel {
  let stopped = false;
  let current: Display | null = null;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = FIRST_WAIT_MS;

  const again = (why: Error | null): void => {
    if (stopped) return;
    timer = setTimeout(() => void attempt(), waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    if (why !== null) ended(why);
  };
  const attempt = async (): Promise<void> => {
    let display: Display;
    try {
      const address = await where();
      if (address === null) {
        again(null);
        return;
      }
      display = await openDisplay(address);
    } catch (error) {
      again(error instanceof Error ? error : new Error('The display cannot be reached.', { cause: error }));
      return;
    }
    if (stopped) {
      display.close();
      return;
    }
    current = display;
    const since = performance.now();
    display.onEnd((why) => {
      current = null;
      // One that drops every connection at once is asked less and less often.
      if (performance.now() - since > LONGEST_WAIT_MS) waitMs = FIRST_WAIT_MS;
      again(why);
    });
    opened(display);
  };
  void attempt();
  return () => {
    stopped = true;
    clearTimeout(timer);
    current?.close();
    current = null;
  };
}
