import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isDecodable } from './picture-size.ts';
import { useScreens } from './screens-live.tsx';
import type { ScreenStore } from './screen-store.ts';

/**
 * The newest picture of a screen. Each is decoded off the main thread, drawn and closed at once, so that memory stays
 * flat however long the room is looked at; while one is being decoded only the newest of those that follow is kept.
 */
export function ScreenPicture(props: { deviceId: string; label?: string; frozen: boolean }): ReactNode {
  const { deviceId, frozen } = props;
  const { store } = useScreens();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    if (canvas.current === null || frozen) return undefined;
    return follow(canvas.current, store, deviceId, setDrawn);
  }, [store, deviceId, frozen]);
  return (
    <canvas
      ref={canvas}
      className="screen-picture"
      width={16}
      height={10}
      {...(props.label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': props.label })}
      data-drawn={drawn}
      hidden={!drawn}
    />
  );
}

function follow(
  canvas: HTMLCanvasElement,
  store: ScreenStore,
  deviceId: string,
  onDrawn: (drawn: boolean) => void,
): () => void {
  let busy = false;
  let stopped = false;
  let last: Picture | null = null;

  async function draw(): Promise<void> {
    if (busy || stopped) return;
    const picture = store.picture(deviceId);
    if (picture === last) return;
    last = picture;
    if (picture === null) {
      clear(canvas);
      onDrawn(false);
      return;
    }
    busy = true;
    const ok = await drawPicture(canvas, picture, () => !stopped && store.picture(deviceId) !== null);
    busy = false;
    if (stopped) return;
    if (ok) onDrawn(true);
    void draw();
  }

  const stop = store.onPicture(deviceId, () => void draw());
  void draw();
  return () => {
    stopped = true;
    stop();
  };
}

/** Draws a picture as large as it is. False when it is none, or `still` says that it is no longer wanted. */
export async function drawPicture(
  canvas: HTMLCanvasElement,
  picture: Picture,
  still: () => boolean,
): Promise<boolean> {
  if (!isDecodable(picture.bytes, picture.mediaType)) return false;
  let bitmap: ImageBitmap;
  try {
    // The bytes are a view of a message that nobody else writes to.
    const bytes = picture.bytes as Uint8Array<ArrayBuffer>;
    bitmap = await createImageBitmap(new Blob([bytes], { type: picture.mediaType }));
  } catch {
    return false;
  }
  try {
    if (!still()) return false;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0);
    return true;
  } finally {
    bitmap.close();
  }
}

function clear(canvas: HTMLCanvasElement): void {
  canvas.width = 16;
  canvas.height = 10;
}
