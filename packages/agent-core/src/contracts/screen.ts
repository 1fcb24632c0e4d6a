export interface ScreenRequest {
  /** Where the text was seen, as the platform named it in the input event; null when it did not. */
  readonly place: string | null;
  /** Pixels; a larger picture is scaled down. */
  readonly maxWidth: number;
  /** 0 to 1. */
  readonly quality: number;
}

export type ScreenShot =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
      /** Milliseconds since 1970, by the device's clock. */
      readonly takenAt: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly ok: false; readonly failed: 'not-possible' | 'failed' | 'window-gone' };

/** Never rejects; may be slow, the caller bounds the time. */
export interface Screen {
  capture(request: ScreenRequest): Promise<ScreenShot>;
}
