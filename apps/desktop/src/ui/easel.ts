import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Face } from '../platform/contract/surfaces.ts';
import { LettersNote } from './fonts/note.ts';

/** Makes pixels of SVG. */
export interface Easel {
  /** Null where it could not be drawn. Never rejects. */
  draw(svg: string): Promise<Face | null>;
  /** Nothing more is to be drawn for a while: what it takes is given back at once, unless something is being drawn. */
  rest(): void;
  /** What is written in letters that no font of the device has, in words for staff. */
  gaps(): readonly string[];
  close(): void;
}

export interface EaselFiles {
  /** What is started, with what is said before the files: Node and easel-program.ts. */
  readonly command: readonly [string, ...string[]];
  /** `index_bg.wasm` of @resvg/resvg-wasm. */
  readonly program: string;
  readonly fonts: readonly string[];
  /** Of the device's own fonts, for what those have not; left out: none are used. */
  readonly folders?: readonly string[];
  /** What the system needs to start a program; nothing on Linux, `SystemRoot` on Windows. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How wide the device's own fonts draw signs, in ems: told before the picture is there. */
  readonly learned?: (widths: LettersNote['widths']) => void;
  /** Once for each kind of letters that no font of the device has, in words for staff. */
  readonly lacks?: (script: string) => void;
  /** The device's own fonts are used no more: with them, drawing came to no end. */
  readonly failed?: () => void;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

const HEAD_BYTES = 16;
/** After the last picture; starting costs 0.2 s of work, staying 110 MB of memory. */
const IDLE_MS = 2000;
const DRAWN_WITHIN_MS = 10_000;
/** Bytes of a picture at most: four screens of 4K side by side. */
const MOST_BYTES = 4 * 3840 * 2160 * 4;
const MOST_NOTE_BYTES = 200_000;

/** Draws in a process that is started when it is needed and ended soon after, so that its memory is not the agent's. */
export function createEasel(files: EaselFiles): Easel {
  const { command, program, fonts, folders = [], environment = {}, learned, lacks, failed } = files;
  const lacking = new Set<string>();
  let others = folders;
  const waiting = new Map<number, (face: Face | null) => void>();
  let child: Child | null = null;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;

  function start(): Child {
    const [node, ...before] = command;
    const started = spawn(node, [...before, program, ...fonts, '--', ...others], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Nothing of the agent's own environment is its business.
      env: environment,
    });
    const read = reader(note, (id, face) => settle(id, face));
    started.stdout.on('data', (chunk: Buffer) => {
      if (!read(chunk)) endUnanswered(started);
    });
    started.stdin.on('error', () => endUnanswered(started));
    started.on('error', () => endUnanswered(started));
    started.on('exit', () => endUnanswered(started));
    return started;
  }

  function note(bytes: Uint8Array): boolean {
    const said = noteOf(bytes);
    if (said === null) return false;
    learned?.(said.widths);
    for (const script of said.lacking) {
      if (lacking.has(script)) continue;
      lacking.add(script);
      lacks?.(script);
    }
    return true;
  }

  /** It did not answer, or not as it should: what is not ours in it is left out from now on. */
  function endUnanswered(one: Child): void {
    if (child === one && waiting.size > 0 && others.length > 0) {
      others = [];
      failed?.();
    }
    end(one);
  }

  function settle(id: number, face: Face | null): void {
    const waits = waiting.get(id);
    waiting.delete(id);
    waits?.(face);
    if (waiting.size === 0 && child !== null) {
      clearTimeout(idle);
      const rests = child;
      idle = setTimeout(() => end(rests), IDLE_MS);
      idle.unref();
    }
  }

  /** Whatever waits for it waits in vain. */
  function end(one: Child): void {
    one.kill('SIGKILL');
    if (child !== one) return;
    clearTimeout(idle);
    child = null;
    const left = [...waiting.values()];
    waiting.clear();
    for (const waits of left) waits(null);
  }

  return {
    draw(svg) {
      clearTimeout(idle);
      child ??= start();
      const [id, drawing] = [nextId, child];
      nextId = (nextId % 0xffff_fffe) + 1;
      return new Promise((resolve) => {
        const late = setTimeout(() => endUnanswered(drawing), DRAWN_WITHIN_MS);
        waiting.set(id, (face) => {
          clearTimeout(late);
          resolve(face);
        });
        drawing.stdin.write(`${JSON.stringify({ id, svg })}\n`);
      });
    },
    rest() {
      if (child !== null && waiting.size === 0) end(child);
    },
    gaps: () =>
      lacking.size === 0
        ? []
        : [
            `No font of this device has some letters, which show as boxes in windows of the agent: ${[...lacking].join(', ')}.`,
          ],
    close() {
      if (child !== null) end(child);
    },
  };
}

/** Puts what comes in pieces together. @returns false for what is no picture */
function reader(
  noted: (note: Uint8Array) => boolean,
  told: (id: number, face: Face | null) => void,
): (chunk: Buffer) => boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  let headAt = 0;
  let note: Uint8Array | null = null;
  let pixels: Uint8Array | null = null;
  let at = 0;
  /** @returns how much of a chunk was taken */
  const fill = (part: Uint8Array, chunk: Buffer, from: number): number => {
    const taken = Math.min(part.length - at, chunk.length - from);
    part.set(chunk.subarray(from, from + taken), at);
    at += taken;
    return taken;
  };
  return (chunk) => {
    let from = 0;
    for (;;) {
      if (note === null) {
        const taken = chunk.copy(head, headAt, from, from + HEAD_BYTES - headAt);
        headAt += taken;
        from += taken;
        if (headAt < HEAD_BYTES) return true;
        const bytes = head.readUInt32LE(4) * head.readUInt32LE(8) * 4;
        if (bytes > MOST_BYTES || head.readUInt32LE(12) > MOST_NOTE_BYTES) return false;
        note = new Uint8Array(head.readUInt32LE(12));
        at = 0;
      }
      if (pixels === null) {
        from += fill(note, chunk, from);
        if (at < note.length) return true;
        if (note.length > 0 && !noted(note)) return false;
        pixels = new Uint8Array(head.readUInt32LE(4) * head.readUInt32LE(8) * 4);
        at = 0;
      }
      from += fill(pixels, chunk, from);
      if (at < pixels.length) return true;
      const [id, width, height] = [head.readUInt32LE(0), head.readUInt32LE(4), head.readUInt32LE(8)];
      const drawn = pixels;
      headAt = 0;
      note = null;
      pixels = null;
      told(id, width === 0 ? null : { width, height, pixels: drawn });
    }
  };
}

function noteOf(bytes: Uint8Array): LettersNote | null {
  try {
    return LettersNote.parse(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    return null;
  }
}
