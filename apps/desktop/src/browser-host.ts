// What a browser starts for the extension (native messaging): it hands messages on between the two agents, and knows
// nothing else. It runs as the person, and is trusted as they are: node browser-host.ts [--folder <of the sockets>]
import { openSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createBrowserFrames, browserFrame } from './platform/node/browser-frames.ts';
import { createLines } from './platform/node/lines.ts';

/** Of the agent; nobody else may write there. */
const FOLDER = '/run/lapwing-agent/browser';

function main(): void {
  // The browser adds who asks, which says nothing here: whoever starts this could say it.
  const { values } = parseArgs({ options: { folder: { type: 'string' } }, strict: false });
  const folder = typeof values['folder'] === 'string' ? values['folder'] : FOLDER;
  const socket = connect(path.join(folder, String(process.getuid?.() ?? 0)));
  const lines = createLines();
  const frames = createBrowserFrames();
  let named = false;

  const end = (): never => process.exit(0);
  socket.on('error', end);
  socket.on('close', end);
  process.stdout.on('error', end);
  process.stdin.on('end', end);
  process.stdin.on('error', end);
  socket.on('data', (chunk: Buffer) => {
    lines.add(chunk);
    for (let line = lines.next(); line !== null; line = lines.next()) {
      if (named) {
        const frame = browserFrame(line);
        if (frame !== null) process.stdout.write(frame);
        continue;
      }
      const held = /^\{"hold":"([^"\\]+)"\}$/u.exec(line)?.[1];
      if (held === undefined || path.dirname(held) !== path.resolve(folder)) end();
      // Held open until the end: it shows the agent which process has connected.
      else openSync(held, 'r');
      socket.write(`{"pid":${String(process.pid)}}\n`);
      named = true;
      process.stdin.on('data', (piece: Buffer) => {
        frames.add(piece);
        for (let text = frames.next(); text !== null; text = frames.next()) socket.write(`${text}\n`);
        if (frames.broken()) end();
      });
    }
    if (lines.tooLong()) end();
  });
}

main();
