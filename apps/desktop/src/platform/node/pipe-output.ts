import { write } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * Writes into an open file, pipe or the like without ever waiting on this thread. On Windows, `process.stdout` does wait
 * while whoever reads a pipe does not, and whatever else this thread has to do then is not done either.
 * @param fd open for writing, and left open
 */
export function createOutput(fd: number): Writable {
  return new Writable({
    write(piece: Buffer, _encoding, done) {
      writeAll(fd, piece, done);
    },
    writev(pieces: readonly { readonly chunk: Buffer }[], done) {
      const chunks = pieces.map(({ chunk }) => chunk);
      writeAll(fd, chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks), done);
    },
  });
}

function writeAll(fd: number, bytes: Uint8Array, done: (error?: Error | null) => void): void {
  write(fd, bytes, (error, written) => {
    if (error !== null || written >= bytes.length) done(error);
    else writeAll(fd, bytes.subarray(written), done);
  });
}
