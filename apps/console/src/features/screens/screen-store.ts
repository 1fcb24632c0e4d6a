import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import type { InFront } from '@lapwing/protocol/features/screens/shown.event.ts';
import type { WatchedState } from '@lapwing/protocol/features/screens/watch.ts';
import type { ScreenStateFrame } from '../../api/screens-socket.ts';

/** How it stands with one screen, as the server said last. */
export interface Shown {
  readonly state: WatchedState;
  readonly front: InFront;
  readonly answeredBy: ScreenStateFrame['answeredBy'];
  /** Milliseconds since 1970, by this computer's clock: since when it stands so. */
  readonly since: number;
}

/**
 * The newest state and picture of each screen, for as long as the classroom is open. Pictures are kept as they came,
 * compressed, one for each device, and never stored anywhere else.
 */
export interface ScreenStore {
  shown(deviceId: string): Shown | null;
  picture(deviceId: string): Picture | null;
  /** Called when the state of this screen changes; pictures have listeners of their own. */
  subscribe(deviceId: string, listener: () => void): () => void;
  onPicture(deviceId: string, listener: () => void): () => void;
  /** Called when the state of any screen changes. */
  subscribeAll(listener: () => void): () => void;
  /** Rises with each change of a state. */
  version(): number;
  takeState(frame: ScreenStateFrame): void;
  takePicture(picture: Picture): void;
}

/** States in which the last picture is no longer what staff may or can see. */
const WITHOUT_PICTURE: ReadonlySet<WatchedState> = new Set([
  // Somebody else may sit there by now, and a picture of minutes ago is not live.
  'waiting',
  'private',
  'forbidden',
  'denied',
  'asks-first',
  'asking',
  'nothing',
  'unknown',
  'unsupported',
  'not-possible',
]);

/** @param now milliseconds since 1970 */
export function createScreenStore(now: () => number): ScreenStore {
  const states = new Map<string, Shown>();
  const pictures = new Map<string, Picture>();
  const stateListeners = new Map<string, Set<() => void>>();
  const pictureListeners = new Map<string, Set<() => void>>();
  const everyone = new Set<() => void>();
  let version = 0;

  function listen(all: Map<string, Set<() => void>>, id: string, listener: () => void): () => void {
    const here = all.get(id) ?? new Set();
    all.set(id, here.add(listener));
    return () => {
      here.delete(listener);
      if (here.size === 0 && all.get(id) === here) all.delete(id);
    };
  }

  return {
    shown: (deviceId) => states.get(deviceId) ?? null,
    picture: (deviceId) => pictures.get(deviceId) ?? null,
    subscribe: (deviceId, listener) => listen(stateListeners, deviceId, listener),
    onPicture: (deviceId, listener) => listen(pictureListeners, deviceId, listener),
    subscribeAll(listener) {
      everyone.add(listener);
      return () => everyone.delete(listener);
    },
    version: () => version,
    takeState(frame) {
      const before = states.get(frame.deviceId);
      const same = before?.state === frame.state;
      states.set(frame.deviceId, {
        state: frame.state,
        front: frame.front,
        answeredBy: frame.answeredBy,
        since: same ? before.since : now(),
      });
      version += 1;
      if (WITHOUT_PICTURE.has(frame.state) && pictures.delete(frame.deviceId)) {
        for (const listener of pictureListeners.get(frame.deviceId) ?? []) listener();
      }
      for (const listener of stateListeners.get(frame.deviceId) ?? []) listener();
      for (const listener of everyone) listener();
    },
    takePicture(picture) {
      const before = pictures.get(picture.id);
      if (before !== undefined && before.takenAt > picture.takenAt) return;
      pictures.set(picture.id, picture);
      for (const listener of pictureListeners.get(picture.id) ?? []) listener();
    },
  };
}
