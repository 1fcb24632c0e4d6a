import { type ComObject, type DeviceApi, guid } from './device-api.ts';

/** One way that sound leaves the device: speakers, headphones, a screen. */
export interface Speaker {
  /** Another one for each, the same after it was unplugged. */
  readonly id: string;
  /** Null where it has gone. */
  muted(): boolean | null;
  /** False where that failed. */
  mute(on: boolean): boolean;
}

export interface Speakers {
  /** Those that are plugged in now; null where the system does not say. */
  list(): readonly Speaker[] | null;
  close(): void;
}

const ENUMERATOR = guid('BCDE0395-E52F-467C-8E3D-C4579291692E');
const AS_ENUMERATOR = guid('A95664D2-9614-4F35-A746-DE8DB63617E6');
const AS_VOLUME = guid('5CDF2C82-841E-4546-9722-0CF74078229A');
/** The places of methods in `mmdeviceapi.h` and `endpointvolume.h`. */
const METHOD = Object.freeze({
  enumerate: 3,
  count: 3,
  item: 4,
  activate: 3,
  id: 5,
  setMute: 14,
  isMute: 15,
});
const ANY_THREAD = 0;
const IN_PROCESS = 1;
const ALL = 23;
const OUT = 0;
const PLUGGED = 1;
const MOST = 64;

/** By the system's own mixer (IMMDeviceEnumerator, IAudioEndpointVolume). Null where there is none. */
export function openSpeakers(device: DeviceApi): Speakers | null {
  // The answer does not matter: where this thread has one of the kinds, that one does.
  device.CoInitializeEx(null, ANY_THREAD);
  const made: [ComObject] = [0];
  if (device.CoCreateInstance(ENUMERATOR, null, IN_PROCESS, AS_ENUMERATOR, made) < 0) return null;
  const [enumerator] = made;
  const { com } = device;
  const known = new Map<string, { readonly speaker: Speaker; readonly volume: ComObject }>();

  function idOf(endpoint: ComObject): string {
    const text: [number] = [0];
    if (com.read64(endpoint, METHOD.id, text) < 0) return '';
    const id = device.textAt(text[0]);
    device.CoTaskMemFree(text[0]);
    return id;
  }
  function speakerAt(endpoint: ComObject): Speaker | null {
    const id = idOf(endpoint);
    if (id === '') return null;
    const before = known.get(id);
    if (before !== undefined && before.speaker.muted() !== null) return before.speaker;
    if (before !== undefined) com.release(before.volume);
    known.delete(id);
    const volume: [ComObject] = [0];
    if (com.activate(endpoint, METHOD.activate, AS_VOLUME, ALL, volume) < 0 || volume[0] === 0) return null;
    const [own] = volume;
    const speaker: Speaker = {
      id,
      muted: () => {
        const value: [number] = [0];
        return com.read32(own, METHOD.isMute, value) < 0 ? null : value[0] !== 0;
      },
      mute: (on) => com.setMute(own, METHOD.setMute, on) >= 0,
    };
    known.set(id, { speaker, volume: own });
    return speaker;
  }

  return {
    list: () => {
      const collection: [ComObject] = [0];
      if (com.makeOf(enumerator, METHOD.enumerate, OUT, PLUGGED, collection) < 0) return null;
      const [all] = collection;
      const found: Speaker[] = [];
      const count: [number] = [0];
      com.read32(all, METHOD.count, count);
      for (let at = 0; at < Math.min(count[0], MOST); at++) {
        const endpoint: [ComObject] = [0];
        if (com.item(all, METHOD.item, at, endpoint) < 0) continue;
        const speaker = speakerAt(endpoint[0]);
        if (speaker !== null) found.push(speaker);
        com.release(endpoint[0]);
      }
      com.release(all);
      const now = new Set(found.map(({ id }) => id));
      for (const [id, { volume }] of known) {
        if (now.has(id)) continue;
        known.delete(id);
        com.release(volume);
      }
      return found;
    },
    close: () => {
      for (const { volume } of known.values()) com.release(volume);
      known.clear();
      com.release(enumerator);
    },
  };
}
