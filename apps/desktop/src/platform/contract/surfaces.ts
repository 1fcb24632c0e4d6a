import type { Cancel } from './cancel.ts';

/** A picture that the platform puts on the screen as it is. */
export interface Face {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel, red green blue alpha; rows from the top. */
  readonly pixels: Uint8Array;
  /** Of what `pixels` hold, which may be changed in place; left out: they stay as they are. */
  readonly version?: symbol;
  /** In what it differs from another version, for whoever shows that one. */
  readonly over?: {
    readonly since: symbol;
    /** Of the part's upper left corner. */
    readonly x: number;
    readonly y: number;
    readonly part: Pick<Face, 'width' | 'height' | 'pixels'>;
  };
}

/** What can be pressed on a panel, in pixels from its top left corner. */
export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** For assistive technology. */
  readonly label: string;
}

export interface PanelWanted {
  /** Of the window, for the task bar and for assistive technology. */
  readonly title: string;
  /** Drawn for a scale; called again when the screen's scale, or `focused`, becomes another. */
  readonly draw: (look: { readonly scale: number; readonly focused: string | null }) => {
    readonly face: Face;
    readonly spots: readonly Spot[];
  };
}

/** A window of ours before the person. Tab and the arrow keys go over its spots, Enter and Space press one. */
export interface Panel {
  /** Draws it anew. */
  refresh(): void;
  close(): void;
}

/** The cover of every screen. */
export interface Cover {
  /** @param draw called for each monitor and after `refresh`; the platform starts in the safe state: uncovered. */
  readonly draw: (monitor: {
    readonly width: number;
    readonly height: number;
    readonly primary: boolean;
  }) => Face;
  /** Spots of the primary one that can be pressed. */
  readonly spots: () => readonly Spot[];
}

/** Windows of ours. Nothing here rejects. */
export interface Surfaces {
  /**
   * Covers every screen and takes keyboard and pointer, so that nothing behind it can be used; null takes it away.
   * False when keyboard or pointer could not be taken: the cover stands all the same and it is tried again.
   */
  cover(cover: Cover | null, pressed: (spot: string) => void): Promise<boolean>;
  /** Draws the cover anew. */
  refreshCover(): void;
  /** Called when the cover has lost the keyboard or the pointer, and when it has them again. */
  onHeld(changed: (held: boolean) => void): Cancel;
  /** Null where no window can be shown, for example at the sign-in screen. */
  panel(wanted: PanelWanted, pressed: (spot: string) => void, closed: () => void): Promise<Panel | null>;
}

export interface TrayEntry {
  readonly id: string;
  readonly label: string;
  readonly enabled: boolean;
}

/** The sign that the device is looked after: always there while the agent runs. */
export interface Tray {
  /** @param badge false: nothing is watched now. False as the outcome where the desktop shows no such signs. */
  show(
    sign: { readonly tip: string; readonly watching: boolean; readonly entries: readonly TrayEntry[] },
    chosen: (entry: string) => void,
  ): Promise<boolean>;
  hide(): Promise<void>;
}
