import { setTimeout as wait } from 'node:timers/promises';

import type { SeatEnd } from '../../contract/seat-end.ts';
import type { WindowsApi } from '../api.ts';
import { SEAT_CODE, seatEndOf } from './seat-code.ts';

/** The process of a seat, held from its beginning, so that it is this one, and no other that has its number then. */
export interface HeldProcess {
  /** Ends it where it does not end by itself within a moment. */
  end(): void;
  /** The same, and how it ended. Never rejects. */
  how(): Promise<SeatEnd>;
}

const TERMINATE = 0x1;
const QUERY = 0x1000;
const SYNCHRONIZE = 0x10_0000;
const END_WITHIN_MS = 3000;
const GONE_WITHIN_MS = 2000;
/** Nothing tells this thread, which must not wait within the system. */
const LOOK_MS = 20;

export function holdProcess(api: WindowsApi, pid: number): HeldProcess {
  const handle = api.OpenProcess(TERMINATE | QUERY | SYNCHRONIZE, false, pid);
  let over: Promise<SeatEnd> | null = null;

  async function isGone(withinMs: number): Promise<boolean> {
    const latest = performance.now() + withinMs;
    while (api.WaitForSingleObject(handle, 0) !== 0) {
      if (performance.now() > latest) return false;
      await wait(LOOK_MS);
    }
    return true;
  }
  async function see(): Promise<SeatEnd> {
    if (handle === 0) return 'unknown';
    // It ends by itself when its pipe is over, and uncovers the screens first.
    if (!(await isGone(END_WITHIN_MS))) {
      api.TerminateProcess(handle, SEAT_CODE.hung);
      await isGone(GONE_WITHIN_MS);
    }
    const code: [number] = [0];
    const told = api.GetExitCodeProcess(handle, code);
    api.CloseHandle(handle);
    return seatEndOf(told ? code[0] : null);
  }
  const how = async (): Promise<SeatEnd> => {
    over ??= see();
    return over;
  };
  return { end: () => void how(), how };
}
