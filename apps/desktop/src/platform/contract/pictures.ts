import type { Face } from './surfaces.ts';

/** Pixels of a picture. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel, blue green red and one that means nothing; rows from the top, with nothing between them. */
  readonly pixels: Uint8Array;
}

/** A picture that was made smaller. */
export interface Scaled extends Pixels {
  /** The memory of the picture that was handed over, where that is free now: for the next. */
  readonly left?: Uint8Array;
}

/** Makes files of pixels, beside the work of the agent. What is handed over must not be used afterwards. */
export interface Pictures {
  /** No wider than `maxWidth`, in its shape; each pixel is the average of those that it stands for. Rejects when it fails. */
  scaled(picture: Pixels, maxWidth: number): Promise<Scaled>;
  /** @param quality 0 to 1. Rejects when it fails. */
  jpeg(picture: Pixels, quality: number): Promise<Uint8Array>;
  /** Lets go of what it needs for that; it may be used again. */
  rest(): Promise<void>;
}

/** A picture in compressed tiles; one that looks as it did in the picture before is the same object. */
export interface TiledPicture {
  /** How large it is, for whoever puts it together. */
  readonly bytes: Uint8Array;
  readonly tiles: readonly Uint8Array[];
}

export interface Tiler {
  /** Cuts a picture up, and compresses what is other than in the one before. The pixels are kept until the next, and written into. */
  cut(picture: Pixels): TiledPicture;
  /**
   * Puts a part into the picture before, at a place of it, and cuts up what is another picture by that. Null where there
   * is none before, or the part does not lie within it.
   */
  patch(part: Pixels, x: number, y: number): TiledPicture | null;
  /** Forgets the picture before. */
  forget(): void;
  /** How large a picture in tiles is; null for what is none. */
  size(picture: TiledPicture): Pick<Pixels, 'width' | 'height'> | null;
}

/** A JPEG, or a picture in tiles. */
export interface FilmPicture {
  readonly bytes: Uint8Array;
  readonly tiles?: readonly Uint8Array[];
}

/** A stretch of a film in which one picture stands. */
export interface FilmStretch {
  /** Index of the picture. */
  readonly picture: number;
  readonly seconds: number;
  /** Drawn over it, in order. */
  readonly over: readonly { readonly face: Face; readonly x: number; readonly y: number }[];
}

export interface FilmWanted {
  /** At least one. */
  readonly pictures: readonly FilmPicture[];
  /** One after the other, without gaps. */
  readonly stretches: readonly FilmStretch[];
  /** Even numbers. Pictures of another size stand in the middle, no larger than they are. */
  readonly width: number;
  readonly height: number;
  readonly maxBytes: number;
}

export type Film =
  /** An MP4 that any browser plays and seeks. */
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly failed: 'failed' | 'too-large' };

/** Makes films of pictures, out of the agent's own memory. Never rejects. */
export interface Films {
  make(wanted: FilmWanted): Promise<Film>;
}
