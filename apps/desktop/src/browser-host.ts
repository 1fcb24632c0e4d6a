// What a browser starts for the extension (native messaging): it hands messages on between the two agents, and knows
// nothing else. It runs as the person, and is trusted as they are: node browser-host.ts [--folder <of the sockets>]
import { openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createBrowserFrames, browserFrame } from './platform/node/browser-frames.ts';
import { BROWSER_PIPE_FILE, ownFolderIn, PIPES } from './platform/node/browser-pipe.ts';
import { createLines } from './platform/node/lines.ts';

/** Of the agent on Linux; nobody else may write there. */
const FOLDER = '/run/lapwing-agent/browser';
const ON_WINDOWS = process.platform === 'win32';

const end = (): never => process.exit(0);

/** Where the agent waits for this person's browsers. */
function doorIn(folder: string | null): string {
  if (!ON_WINDOWS) return path.join(folder ?? FOLDER, String(process.getuid?.() ?? 0));
  const { LOCALAPPDATA: data = '' } = process.env;
  const name = readFileSync(path.join(folder ?? ownFolderIn(data), BROWSER_PIPE_FILE), 'utf8');
  return `${PIPES}${/^[\w-]{1,100}$/u.exec(name)?.[0] ?? end()}`;
}

/** Shows the agent which process has connected, by what is held until the end. Ends where it is asked for anything else. */
function hold(held: string, folder: string | null, isHeld: () => void): void {
  if (ON_WINDOWS) {
    if (!/^lapwing-held-[0-9a-f]{32}$/u.test(held)) end();
    createServer((socket) => socket.on('error', () => undefined).resume())
      .on('error', end)
      .listen(`${PIPES}${held}`, isHeld)
      .unref();
    return;
  }
  if (path.dirname(held) !== path.resolve(folder ?? FOLDER)) end();
  openSync(held, 'r');
  isHeld();
}

function main(): void {
  // The browser adds who asks, which says nothing here: whoever starts this could say it.
  const { values } = parseArgs({ options: { folder: { type: 'string' } }, strict: false });
  const folder = typeof values['folder'] === 'string' ? values['folder'] : null;
  const socket = connect(doorIn(folder));
  const lines = createLines();
  const frames = createBrowserFrames();
  let named = false;

  socket.on('error', end);
  socket.on('close', end);
  process.stdout.on('error', end);
  process.stdin.on('end', end);
  process.stdin.on('error', end);

  function name(): void {
    socket.write(`{"pid":${String(process.pid)}}\n`);
    process.stdin.on('data', (piece: Buffer) => {
      frames.add(piece);
      for (let text = frames.next(); text !== null; text = frames.next()) socket.write(`${text}\n`);
      if (frames.broken()) end();
    });
  }

  socket.on('data', (chunk: Buffer) => {
    lines.add(chunk);
    for (let line = lines.next(); line !== null; line = lines.next()) {
      if (named) {
        const frame = browserFrame(line);
        if (frame !== null) process.stdout.write(frame);
        continue;
      }
      named = true;
      const held = /^\{"hold":"([^"\\]+)"\}$/u.exec(line)?.[1];
      if (held === undefined) end();
      else hold(held, folder, name);
    }
    if (lines.tooLong()) end();
  });
}

try {
  main();
} catch {
  // Nobody waits for browsers here.
  end();
}
