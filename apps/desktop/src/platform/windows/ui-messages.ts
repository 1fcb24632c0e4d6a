import type { Area } from '../contract/screen.ts';
import type { TrayEntry } from '../contract/surfaces.ts';

/** Pixels as GDI takes them: blue green red and one that means nothing, rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** What is asked of the thread that has the windows and the hooks. Each is answered with `done`. */
export type Asked =
  | { readonly do: 'read'; readonly on: boolean }
  /** Areas in pixels as Windows counts them. */
  | { readonly do: 'cover'; readonly monitors: readonly { readonly area: Area; readonly picture: Picture }[] }
  | { readonly do: 'uncover' }
  | { readonly do: 'open'; readonly id: number; readonly title: string; readonly picture: Picture }
  | { readonly do: 'paint'; readonly id: number; readonly picture: Picture }
  | { readonly do: 'close'; readonly id: number }
  | {
      readonly do: 'sign';
      readonly tip: string;
      readonly watching: boolean;
      readonly entries: readonly TrayEntry[];
    }
  | { readonly do: 'unsign' }
  /** From now on the system's events are told; the answer is false where it tells of none. */
  | { readonly do: 'watch'; readonly what: Watched }
  | { readonly do: 'stop' };

/** Events of the system. */
export type Watched = 'session' | 'power' | 'drives' | 'printers';

export type SpotKey = 'next' | 'before' | 'press' | 'leave';

/** What it tells. */
export type Told =
  | { readonly tell: 'ready'; readonly window: number }
  | { readonly tell: 'done'; readonly ask: number; readonly ok: boolean }
  | { readonly tell: 'key'; readonly key: string; readonly command: boolean; readonly window: number }
  | { readonly tell: 'pointer' }
  /** False: the system takes the hooks away again and again. */
  | { readonly tell: 'hears'; readonly hears: boolean }
  | { readonly tell: 'focus' }
  | { readonly tell: 'monitors' }
  /** Something is otherwise: who is at the screen, what is plugged in, what is to be printed. */
  | { readonly tell: 'session' | 'drives' | 'printers' }
  | { readonly tell: 'sleep' | 'wake' }
  /** Of a panel, or of the cover where `id` is nought. */
  | { readonly tell: 'spot-key'; readonly id: number; readonly key: SpotKey }
  | { readonly tell: 'clicked'; readonly id: number; readonly x: number; readonly y: number }
  | { readonly tell: 'closed'; readonly id: number }
  | { readonly tell: 'chosen'; readonly entry: string }
  | { readonly tell: 'held'; readonly held: boolean };

export interface Envelope {
  readonly ask: number;
  readonly asked: Asked;
}

/** Wakes the thread: there is something in its port. */
export const WAKE = 0x8001;
