import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes that the process holds after everything that can be collected was: heap, array buffers, WebAssembly. */
export function heldBytes(): number {
  // One round lets finalizers run, whose objects the next one takes.
  if (typeof collect === 'function') for (let i = 0; i < 3; i += 1) Reflect.apply(collect, undefined, []);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
