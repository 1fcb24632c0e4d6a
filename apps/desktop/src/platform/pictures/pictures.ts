import { Worker } from 'node:worker_threads';

import type { Pictures, Pixels, Scaled } from '../contract/pictures.ts';
import { programUrl } from '../node/installed.ts';

/** What is asked of the thread. */
export type PictureAsked =
  | { readonly id: number; readonly kind: 'scale'; readonly picture: Pixels; readonly maxWidth: number }
  | { readonly id: number; readonly kind: 'jpeg'; readonly picture: Pixels; readonly quality: number };

/** What it answers. */
export type PictureAnswer =
  | { readonly id: number; readonly picture: Scaled }
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly failed: string };

type Wish = PictureAsked extends infer Asked
  ? Asked extends PictureAsked
    ? Omit<Asked, 'id'>
    : never
  : never;

/** Milliseconds without work after which the thread, and the memory that it takes, is let go. */
const REST_AFTER_MS = 3000;

function startThread(): Worker {
  // It holds a picture at a time, outside of JavaScript's memory.
  return new Worker(programUrl('pictures-thread'), { resourceLimits: { maxYoungGenerationSizeMb: 2 } });
}

interface Pending {
  readonly resolve: (answer: PictureAnswer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Pictures made by a thread that is there only while it is needed: its memory is the agent's.
 *
 * @param rested called when it has ended because nothing was to do
 */
export function createPictures(
  start: () => Worker = startThread,
  rested: () => void = () => undefined,
): Pictures {
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;

  function failAll(error: Error): void {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }

  function begin(): Worker {
    const begun = start();
    begun.unref();
    begun.on('message', (answer: PictureAnswer) => {
      const one = pending.get(answer.id);
      pending.delete(answer.id);
      if ('failed' in answer) one?.reject(new Error(answer.failed));
      else one?.resolve(answer);
    });
    const over = (error: Error): void => {
      if (worker !== begun) return;
      worker = null;
      failAll(error);
    };
    begun.on('error', over);
    begun.on('exit', () => over(new Error('The thread for pictures ended.')));
    return begun;
  }

  async function rest(): Promise<void> {
    clearTimeout(timer);
    const over = worker;
    worker = null;
    failAll(new Error('No pictures are made any more.'));
    await over?.terminate();
  }

  function ask(wish: Wish): Promise<PictureAnswer> {
    asked += 1;
    const id = asked;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (pending.size === 0) void rest().then(rested);
      else timer?.refresh();
    }, REST_AFTER_MS);
    timer.unref();
    worker ??= begin();
    const { buffer } = wish.picture.pixels;
    const answer = new Promise<PictureAnswer>((resolve, reject) => pending.set(id, { resolve, reject }));
    // A view of a larger memory is copied: others may use what lies around it.
    const whole = buffer instanceof ArrayBuffer && wish.picture.pixels.length === buffer.byteLength;
    worker.postMessage({ ...wish, id }, whole ? [buffer] : []);
    return answer;
  }

  return {
    async scaled(picture, maxWidth) {
      const answer = await ask({ kind: 'scale', picture, maxWidth });
      if (!('picture' in answer)) throw new Error('Another answer than a picture.');
      return answer.picture;
    },
    async jpeg(picture, quality) {
      const answer = await ask({ kind: 'jpeg', picture, quality });
      if (!('bytes' in answer)) throw new Error('Another answer than a file.');
      return answer.bytes;
    },
    rest,
  };
}
