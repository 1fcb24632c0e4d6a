import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Face } from '../platform/contract/surfaces.ts';

/** Makes pixels of SVG. */
export interface Easel {
  /** Null where it could not be drawn. Never rejects. */
  draw(svg: string): Promise<Face | null>;
  /** Nothing more is to be drawn for a while: what it takes is given back at once, unless something is being drawn. */
  rest(): void;
  close(): void;
}

export interface EaselFiles {
  /** What is started, with what is said before the files: Node and easel-program.ts. */
  readonly command: readonly [string, ...string[]];
  /** `index_bg.wasm` of @resvg/resvg-wasm. */
  readonly program: string;
  readonly fonts: readonly string[];
  /** What the system needs to start a program; nothing on Linux, `SystemRoot` on Windows. */
  readonly environment?: Readonly<Record<string, string>>;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

const HEAD_BYTES = 12;
/** After the last picture; starting costs 0.2 s of work, staying 110 MB of memory. */
const IDLE_MS = 2000;
const DRAWN_WITHIN_MS = 10_000;
/** Bytes of a picture at most: four screens of 4K side by side. */
const MOST_BYTES = 4 * 3840 * 2160 * 4;

/** Draws in a process that is started when it is needed and ended soon after, so that its memory is not the agent's. */
export function createEasel({ command, program, fonts, environment = {} }: EaselFiles): Easel {
  const waiting = new Map<number, (face: Face | null) => void>();
  let child: Child | null = null;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;

  function start(): Child {
    const [node, ...before] = command;
    const started = spawn(node, [...before, program, ...fonts], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Nothing of the agent's own environment is its business.
      env: environment,
    });
    const read = reader((id, face) => settle(id, face));
    started.stdout.on('data', (chunk: Buffer) => {
      if (!read(chunk)) end(started);
    });
    started.stdin.on('error', () => end(started));
    started.on('error', () => end(started));
    started.on('exit', () => end(started));
    return started;
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
        const late = setTimeout(() => end(drawing), DRAWN_WITHIN_MS);
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
    close() {
      if (child !== null) end(child);
    },
  };
}

/** Puts what comes in pieces together. @returns false for what is no picture */
function reader(told: (id: number, face: Face | null) => void): (chunk: Buffer) => boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  let headAt = 0;
  let pixels: Uint8Array | null = null;
  let pixelsAt = 0;
  const finish = (): void => {
    const [id, width, height] = [head.readUInt32LE(0), head.readUInt32LE(4), head.readUInt32LE(8)];
    const drawn = pixels;
    headAt = 0;
    pixelsAt = 0;
    pixels = null;
    told(id, drawn === null || width === 0 ? null : { width, height, pixels: drawn });
  };
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (pixels === null) {
        const taken = chunk.copy(head, headAt, at, at + HEAD_BYTES - headAt);
        headAt += taken;
        at += taken;
        if (headAt < HEAD_BYTES) return true;
        const bytes = head.readUInt32LE(4) * head.readUInt32LE(8) * 4;
        if (bytes > MOST_BYTES) return false;
        pixels = new Uint8Array(bytes);
        if (bytes === 0) finish();
        continue;
      }
      const taken = Math.min(pixels.length - pixelsAt, chunk.length - at);
      pixels.set(chunk.subarray(at, at + taken), pixelsAt);
      pixelsAt += taken;
      at += taken;
      if (pixelsAt === pixels.length) finish();
    }
    return true;
  };
}
