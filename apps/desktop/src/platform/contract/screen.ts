/** A rectangle of the desktop, in pixels from its top left corner. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One screen of the device; several make up the desktop. */
export interface Monitor extends Area {
  /** The platform's own name, for example `HDMI-1`. */
  readonly id: string;
  readonly primary: boolean;
}

/** Pixels as they stood on the desktop. */
export interface Grab extends Area {
  /** Four bytes a pixel, blue green red and one that means nothing; rows from the top, with nothing between them. */
  readonly pixels: Uint8Array;
  /** Milliseconds since 1970, by the device's clock. */
  readonly takenAt: number;
}

export type Grabbed =
  | { readonly ok: true; readonly grab: Grab }
  /** `hidden`: the screen shows nothing that may be taken, such as a sign-in or another person's session. */
  | { readonly ok: false; readonly why: 'hidden' | 'not-possible' | 'failed' };

/** What stands on the screens. Never rejects. */
export interface DesktopScreen {
  /** At least one, the primary first. */
  monitors(): Promise<readonly Monitor[]>;
  /**
   * A number that is another one whenever anything on the desktop may look otherwise than when it was read before. A
   * platform that cannot tell gives another one each time, and one that has to ask for it answers later.
   */
  stamp(): number | Promise<number>;
  /**
   * An area that holds all that may look otherwise than when a stamp was read; without width where that is nothing, null
   * where it cannot be told, or no longer. A grab asked for afterwards shows it.
   */
  changedSince(stamp: number): Promise<Area | null>;
  /**
   * @param area null: the whole desktop. What lies outside the desktop is left out.
   * @param into memory that the pixels may be put into, where it is large enough; what it holds is lost. Whoever looks
   *   often saves the making of new memory
   */
  grab(area: Area | null, into?: Uint8Array): Promise<Grabbed>;
  /** Called after screens came, went or changed their size. */
  onMonitors(changed: () => void): () => void;
}
