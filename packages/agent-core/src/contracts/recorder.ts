/** One picture of what stands in front, compressed as the platform gave it. */
export interface TakenFrame {
  /** A JPEG; where there are `tiles`, what the recorder needs to put those together. */
  readonly bytes: Uint8Array;
  /**
   * Compressed parts of the picture, which only the recorder that took it can read. One that looks as it did is the same
   * object in the next frame, so that a frame costs no more memory than what has changed.
   */
  readonly tiles?: readonly Uint8Array[];
  /** Milliseconds since 1970, by the device's clock. */
  readonly takenAt: number;
  /** Address of the page that it shows; null outside a browser. */
  readonly url: string | null;
}

export interface FrameRequest {
  /** The tab or window that is watched, as the platform named it in the input event. */
  readonly place: string;
  /** 0 to 1. */
  readonly quality: number;
  /** False when nobody wants the frame any more. A platform that has to wait asks before it takes one, and has failed then. */
  readonly wanted: () => boolean;
}

export type FrameTaken =
  | ({ readonly ok: true } & TakenFrame)
  /** `behind`: another tab or window is in front. `failed`: another try may go well. */
  | { readonly ok: false; readonly why: 'behind' | 'not-possible' | 'failed' };

/** Frames that are to become one file which any browser plays and seeks. */
export interface RecordingJob {
  /** At least one, in order of time: those of `take`, and JPEGs that were taken for another end. */
  readonly frames: readonly Pick<TakenFrame, 'bytes' | 'tiles' | 'takenAt'>[];
  /** Milliseconds since 1970, by the device's clock. The second from then on is marked. */
  readonly triggerAt: number;
  /** Until then the last frame stands. */
  readonly endsAt: number;
  /** Pixels; larger frames are scaled down. */
  readonly maxWidth: number;
  /** Burned into every frame, with the moment at which it was taken: whose screen, null when not known, and which device. */
  readonly account: string | null;
  readonly device: string;
  readonly maxBytes: number;
}

export type Recorded =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly mediaType: 'video/mp4' | 'video/webm';
      readonly width: number;
      readonly height: number;
    }
  | { readonly ok: false; readonly failed: 'failed' | 'too-large' };

/** Frames for recordings, and the file that is made of them. Never rejects; may be slow, the caller bounds the time. */
export interface Recorder {
  /** A frame of `place`, if that stands in front before and after; evidence that is asked for goes first. */
  take(request: FrameRequest): Promise<FrameTaken>;
  /** Holds everything in memory alone, and nothing once it is done. */
  encode(job: RecordingJob): Promise<Recorded>;
}
