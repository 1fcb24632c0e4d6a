// @ts-check
import {
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const BEAT_MS = 1000;
const SILENT_MS = 20_000;
const POLL_MS = 100;

/**
 * Does a piece of work while no other process of this checkout does it. The lock is a file that names its holder and
 * is touched every second; it is taken over when the holder has died or has been silent for 20 seconds.
 * @template T
 * @param {string} file the lock file; its folder is made when missing
 * @param {() => void} onWait called once when another process holds the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  let waited = false;
  while (!take(file)) {
    if (isAbandoned(file)) {
      removeAbandoned(file);
      continue;
    }
    if (!waited) onWait();
    waited = true;
    await delay(POLL_MS);
  }
  const beat = setInterval(() => touch(file), BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (isOurs(file)) drop(file); // after a long sleep of the machine it may have passed to another
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether the lock is now ours
 */
function take(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, JSON.stringify({ pid: process.pid, host: hostname() }));
    closeSync(handle);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function isAbandoned(file) {
  try {
    const silent = Date.now() - statSync(file).mtimeMs;
    if (silent > SILENT_MS) return true;
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return holder.host === hostname() && typeof holder.pid === 'number' && !isAlive(holder.pid);
  } catch {
    return false; // just released, or just being written
  }
}

/** @param {string} file */
function isOurs(file) {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return holder.host === hostname() && holder.pid === process.pid;
  } catch {
    return false;
  }
}

/**
 * Takes an abandoned lock away. Two waiters may both have seen it abandoned, so they queue on a second
 * file and look again: otherwise the slower one would remove the lock that the faster one has just taken.
 * @param {string} file
 */
function removeAbandoned(file) {
  const gate = `${file}.takeover`;
  if (!take(gate)) {
    try {
      if (Date.now() - statSync(gate).mtimeMs > SILENT_MS) drop(gate);
    } catch {
      // released meanwhile
    }
    return;
  }
  try {
    if (isAbandoned(file)) drop(file);
  } finally {
    drop(gate);
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // a lost beat is harmless: the next one follows in a second
  }
}

/** @param {string} file */
function drop(file) {
  try {
    unlinkSync(file);
  } catch {
    // already gone
  }
}

/**
 * @param {unknown} error
 * @returns {unknown}
 */
function codeOf(error) {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
