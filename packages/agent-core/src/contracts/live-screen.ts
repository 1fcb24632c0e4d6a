import type { PictureType } from '@lapwing/protocol/features/screens/picture.ts';
import type { Cancel } from './clock.ts';

/** What stands in front on the screen. */
export interface Front {
  /** For example `Chrome 156`. */
  readonly application: string;
  readonly title: string;
  /** Absolute address of the page; null outside a browser, or where the platform does not tell. */
  readonly url: string | null;
}

/** What a picture looked like, as the platform that made it reads it; for everybody else only something to hand back. */
export type PictureMark = Uint32Array;

export interface LookRequest {
  /** Pixels; a larger picture is scaled down. */
  readonly width: number;
  /** 0 to 1. */
  readonly quality: number;
  /** The mark of the picture that the other side has; null when it has none, or one of another width. */
  readonly last: PictureMark | null;
  /** False when nobody wants the picture any more. A platform that has to wait asks before it takes one, and has failed then. */
  readonly wanted: () => boolean;
}

export type Look =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly mediaType: PictureType;
      readonly width: number;
      readonly height: number;
      /** Milliseconds since 1970, by the device's clock. */
      readonly takenAt: number;
      /** What the picture shows. */
      readonly front: Front;
      readonly mark: PictureMark;
    }
  | {
      readonly ok: false;
      /**
       * `unchanged`: it would look like the one marked. `nothing`: no window is in sight. `not-possible`: the platform
       * gives no picture of this. `failed`: another try may go well.
       */
      readonly why: 'unchanged' | 'nothing' | 'not-possible' | 'failed';
    };

/** The screen as it is now, for as long as somebody looks. Never rejects. */
export interface LiveScreen {
  look(request: LookRequest): Promise<Look>;
  /** Null when nothing is in sight. */
  front(): Promise<Front | null>;
  /** Called after anything in `front` may have changed. */
  onFront(changed: () => void): Cancel;
}
