import type { SeatEnd } from '../../contract/seat-end.ts';

/**
 * Codes that a seat's process ends with for reasons of ours. `fault`: it was not up to something; Node would say 1, which is
 * what Task Manager says. `hung`: its agent ended it, since it did not answer.
 */
export const SEAT_CODE = Object.freeze({ done: 0, fault: 70, hung: 71 });

/** Task Manager and `taskkill /F` say 1; `Stop-Process` of PowerShell, and whatever else is made with .NET, -1. */
const KILLED: ReadonlySet<number> = new Set([1, 0xffff_ffff]);
/**
 * Node's own ("Process exit codes" in its documentation), but for 1, and that of `abort` in Microsoft's library.
 */
const FAULTS: ReadonlySet<number> = new Set([SEAT_CODE.fault, 3, 5, 6, 7, 10, 134]);
/** By the system for reasons of its own: it asks a program of the console to end, or goes down (ntstatus.h). */
const BY_SYSTEM: ReadonlySet<number> = new Set([0xc000_013a, 0xc000_026b]);
/** The first four bits of what ends a program that does not handle it: a warning, an error, one that programs raise. */
const EXCEPTIONS: ReadonlySet<number> = new Set([0x8, 0xc, 0xe]);

/**
 * How a seat's process ended. What is no proof of a kill is none: whoever writes a program for it can end another with
 * any code, and that one then reads as a fault.
 * @param code that the system has of it; null where it has none
 */
export function seatEndOf(code: number | null): SeatEnd {
  if (code === null) return 'unknown';
  const plain = code >>> 0;
  if (KILLED.has(plain)) return 'killed';
  if (BY_SYSTEM.has(plain)) return 'unknown';
  return FAULTS.has(plain) || EXCEPTIONS.has(plain >>> 28) ? 'failed' : 'unknown';
}

/** Ends this process, a seat, and says by its code that nobody else has. */
export function endByFault(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'A fault.'}\n`);
  return process.exit(SEAT_CODE.fault);
}
