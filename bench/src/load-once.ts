// Run in a process of its own: loads the pack in the file that is named, once and cold, and prints what that took.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createEngine } from '@lapwing/detection/engine.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { heldBytes } from './memory.ts';

const bytes = new Uint8Array(readFileSync(process.argv[2] ?? ''));
// What reading left behind is given back only after a while.
await setTimeout(50);
const before = heldBytes();
const began = performance.now();
const loaded = loadPack(bytes);
if (!loaded.ok) throw new Error(loaded.message);
const engine = createEngine(loaded.pack);
const milliseconds = performance.now() - began;
const firstBegan = performance.now();
engine.scan('The first text that this engine sees.', { source: 'typed' });
const firstScan = performance.now() - firstBegan;
const memoryBytes = heldBytes() - before;
// Used once more, so that nothing of it can have been collected.
const ended = engine.probe().push('x');
process.stdout.write(`${JSON.stringify({ milliseconds, firstScan, memoryBytes, ended })}\n`);
