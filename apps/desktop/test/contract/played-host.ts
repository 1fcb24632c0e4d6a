// A program that starts the host as a browser does, and hands on what a test wants said: fork(this, [program, ...words]).
import { spawn } from 'node:child_process';

import { browserFrame, createBrowserFrames } from '../../src/platform/node/browser-frames.ts';

const [, , program = '', ...words] = process.argv;
const host = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
const frames = createBrowserFrames();
host.stdout.on('data', (chunk: Buffer) => {
  frames.add(chunk);
  for (let heard = frames.next(); heard !== null; heard = frames.next()) process.send?.({ heard });
});
host.stdin.on('error', () => undefined);
host.on('exit', () => process.send?.({ ended: true }));
process.on('message', (message: unknown) => {
  const frame = typeof message === 'string' ? browserFrame(message) : null;
  if (frame !== null) host.stdin.write(frame);
});
process.on('disconnect', () => process.exit(0));
