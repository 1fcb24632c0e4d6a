import type { Medium, RemovableMedia } from '../contract/removable-media.ts';
import type { Remembered } from '../node/remembered.ts';
import type { Handle, WindowsApi } from './api.ts';
import type { DeviceApi } from './device-api.ts';
import { type Drive, isThere, listDrives, seize } from './drives.ts';
import { createListeners } from '../contract/listeners.ts';
import { createTurns } from '../node/turns.ts';
import type { Ui } from './ui.ts';

export interface WindowsMedia extends RemovableMedia {
  stop(): void;
}

export interface MediaParts {
  readonly api: WindowsApi;
  readonly device: DeviceApi;
  readonly ui: Ui;
  /** What the agent has set of the system's policy. */
  readonly keep: Remembered;
  /** Between two tries to take a drive. */
  readonly waitMs?: number;
}

/** The letter is there before the drive can be read. */
const SETTLE_MS = 300;
const WAIT_MS = 200;
/** HKEY_LOCAL_MACHINE, as a signed number. */
const LOCAL_MACHINE = 0x8000_0002 | 0;
/** "All Removable Storage classes: Deny all access"; Windows heeds it for what is plugged from then on. */
const POLICY = 'SOFTWARE\\Policies\\Microsoft\\Windows\\RemovableStorageDevices';
const DENY_ALL = 'Deny_All';
const NUMBER = 4;
const NUMBERS_ONLY = 0x10;

/**
 * Sticks, cards and disks with a letter, as the system tells that they come and go. While they are not allowed the agent
 * holds each of them for itself, and the policy of Windows denies what has no letter, as telephones.
 * @returns null where the system does not tell of them
 */
export async function openRemovableMedia(parts: MediaParts): Promise<WindowsMedia | null> {
  const { api, device, ui, keep, waitMs = WAIT_MS } = parts;
  if (!(await ui.ask({ do: 'watch', what: 'drives' }))) return null;
  const arrived = createListeners<[Medium]>();
  const gone = createListeners<[string]>();
  let present = new Map<string, Drive>();
  /** By the letter; nobody else can ask what is on them, so that they are not looked at meanwhile. */
  const held = new Map<string, Handle>();
  let allowed = true;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const inTurn = createTurns();

  function look(): void {
    for (const [letter, handle] of held) {
      if (isThere(device, handle)) continue;
      held.delete(letter);
      api.CloseHandle(handle);
    }
    const now = new Map(listDrives(api, device).map((drive) => [drive.medium.id, drive]));
    for (const [id, drive] of present) if (held.has(drive.letter)) now.set(id, drive);
    const before = present;
    present = now;
    if (stopped) return;
    for (const id of before.keys()) if (!now.has(id)) gone.tell(id);
    for (const [id, { medium }] of now) if (!before.has(id)) arrived.tell(medium);
  }
  /** @returns false where one cannot be taken */
  async function take(): Promise<boolean> {
    let all = true;
    for (const { letter } of present.values()) {
      if (held.has(letter)) continue;
      const handle = await seize(api, device, letter, waitMs);
      if (handle === null) all = false;
      else held.set(letter, handle);
    }
    return all;
  }
  function letGo(): void {
    for (const handle of held.values()) api.CloseHandle(handle);
    held.clear();
  }
  /** Remembered first: whatever happens then, a later run knows of it. What a school has set itself is left. */
  async function deny(): Promise<boolean> {
    const value = Buffer.alloc(4);
    const set = api.RegGetValueW(LOCAL_MACHINE, POLICY, DENY_ALL, NUMBERS_ONLY, null, value, [4]) === 0;
    if (set && value.readUInt32LE(0) !== 0) return true;
    await keep.write([set ? 'off' : 'unset']);
    value.writeUInt32LE(1, 0);
    return device.RegSetKeyValueW(LOCAL_MACHINE, POLICY, DENY_ALL, NUMBER, value, 4) === 0;
  }
  async function permit(): Promise<boolean> {
    const [before] = await keep.read();
    if (before === undefined) return true;
    const done =
      before === 'off'
        ? device.RegSetKeyValueW(LOCAL_MACHINE, POLICY, DENY_ALL, NUMBER, Buffer.alloc(4), 4)
        : device.RegDeleteKeyValueW(LOCAL_MACHINE, POLICY, DENY_ALL);
    if (done !== 0) return false;
    await keep.write([]);
    return true;
  }
  async function lookAndTake(): Promise<void> {
    look();
    if (!allowed) await take();
  }

  const cancel = ui.on(({ tell }) => {
    if (tell !== 'drives' || stopped) return;
    // At once while they are not allowed, and again when it can be read.
    if (!allowed) void inTurn(lookAndTake).catch(() => undefined);
    clearTimeout(timer);
    timer = setTimeout(() => void inTurn(lookAndTake).catch(() => undefined), SETTLE_MS);
    timer.unref();
  });
  present = new Map(listDrives(api, device).map((drive) => [drive.medium.id, drive]));
  return {
    onArrived: arrived.on,
    onGone: gone.on,
    setAllowed: async (next) =>
      inTurn(async () => {
        allowed = next;
        if (next) {
          letGo();
          return permit();
        }
        const denied = await deny();
        look();
        return (await take()) && denied;
      }).catch(() => false),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      cancel();
      letGo();
    },
  };
}
