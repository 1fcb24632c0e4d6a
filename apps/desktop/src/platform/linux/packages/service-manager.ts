import { execFile } from 'node:child_process';

const WITHIN_MS = 180_000;
const EVERY_MS = 60_000;
const SAY_MS = 10_000;

/**
 * Has systemd start the agent anew when it hangs, by saying from time to time that it does not. By `systemd-notify`, since
 * Node has no datagram sockets of files; it speaks in the name of whoever started it (systemd-notify(1)). The time within
 * which it must be heard is said along with it rather than in the service's file: where systemd does not listen, it does
 * not wait either. Does nothing where systemd has not started this.
 * @param environment of the process
 * @returns ends it; the service is being stopped
 */
export function keepWatchdog(
  environment: NodeJS.ProcessEnv,
  say: (words: readonly string[]) => void = notify,
): () => void {
  if ((environment['NOTIFY_SOCKET'] ?? '') === '') return () => undefined;
  say([`WATCHDOG_USEC=${WITHIN_MS * 1000}`, 'WATCHDOG=1']);
  const timer = setInterval(() => say(['WATCHDOG=1']), EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function notify(words: readonly string[]): void {
  execFile('systemd-notify', [...words], { timeout: SAY_MS }, () => undefined);
}
