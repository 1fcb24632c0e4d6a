import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { readPicture, type Picture } from '@lapwing/protocol/features/screens/picture.ts';
import type { ScreensShown } from '@lapwing/protocol/features/screens/shown.event.ts';

/** A connected device, to whoever looks after live screens. */
export interface ScreenDevice {
  readonly schoolId: string;
  readonly deviceId: string;
  /** Whether its agent says that it can show its screen. */
  readonly shows: boolean;
  /** Whether its agent says that its keyboard and pointer can be worked from afar. */
  readonly works: boolean;
  send(frame: ServerFrame): void;
}

/** Takes what a device shows of its screen, past the database: none of it is ever stored. */
export interface ScreenLine {
  /** @returns false when it answers no command in force, and so goes nowhere */
  picture(picture: Picture): boolean;
  shown(frame: ScreensShown): void;
  /**
   * Somebody sits down or leaves, which is not stored yet: until the function returned is called, once, nobody is shown
   * anything, since it may be somebody else's screen by now.
   */
  sessionChanging(): () => void;
  left(): void;
}

/** A device has been let in; called again for a newer connection before the one before has left. */
export type OpenScreen = (device: ScreenDevice) => ScreenLine;

/** Bytes that one unit of the allowance pays for. */
const PRICE_BYTES = 16 * 1024;

/**
 * What a device may send of its screen: units at once and a second. The shortest pace asked for (400 ms) with the
 * largest pictures stays below, so that only a device that sends unasked meets it.
 */
export const SCREEN_BURST = 300;
export const SCREEN_PER_SECOND = 100;

/** The price of a message with a picture. */
export function screenPrice(bytes: number): number {
  return 1 + Math.floor(bytes / PRICE_BYTES);
}

/** Reads one binary message of a device; null when it is no picture. Looks at its first bytes, and unpacks nothing. */
export function readDevicePicture(message: Uint8Array): Picture | null {
  const picture = readPicture(message);
  if (picture === null) return null;
  const head = Buffer.from(picture.bytes.subarray(0, 12)).toString('latin1');
  const begins =
    picture.mediaType === 'image/jpeg'
      ? head.startsWith('\xff\xd8\xff')
      : head.startsWith('RIFF') && head.slice(8) === 'WEBP';
  return begins ? picture : null;
}
