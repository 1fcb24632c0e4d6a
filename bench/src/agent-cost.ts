import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the process's clock in a second: what Linux says to programs everywhere (sysconf _SC_CLK_TCK). */
const TICKS = 100;

/** What a program and all that it started have of the machine. */
export interface Cost {
  /** Milliseconds of processor so far, with those of processes that have ended. */
  readonly cpuMs: number;
  /** Resident memory, in MB (1,000,000 bytes); what processes share counts for each. */
  readonly rssMb: number;
  /** The same with what is shared divided among those that share it. */
  readonly pssMb: number;
  readonly processes: number;
}

/** Reads it from the kernel; one that has just gone counts nothing. */
export function costOf(pid: number): Cost {
  const all = withChildren(pid);
  const sum = (of: (one: number) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    cpuMs: sum(cpuOf),
    rssMb: (sum((one) => kilobytes(`/proc/${one}/status`, 'VmRSS')) * 1024) / 1e6,
    pssMb: (sum((one) => kilobytes(`/proc/${one}/smaps_rollup`, 'Pss')) * 1024) / 1e6,
    processes: all.length,
  };
}

function withChildren(pid: number): number[] {
  const found = [pid];
  for (const one of found)
    for (const thread of listed(`/proc/${one}/task`))
      found.push(...read(`/proc/${one}/task/${thread}/children`).split(' ').filter(Boolean).map(Number));
  return found;
}

function cpuOf(pid: number): number {
  // The name in brackets may hold spaces; what follows are numbers, the 12th to 15th of them times.
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /su, '')
    .split(' ');
  const ticks = fields.slice(11, 15).reduce((total, field) => total + (Number(field) || 0), 0);
  return (ticks / TICKS) * 1000;
}

function kilobytes(file: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'mu').exec(read(file))?.[1] ?? 0);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
