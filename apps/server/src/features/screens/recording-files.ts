import { createHash } from 'node:crypto';
import { RECORDING_TYPE } from '@lapwing/protocol/features/screens/api.ts';
import type { Blobs } from '../../platform/blobs/blobs.ts';

/** What became of the pictures of a recording. */
export interface Assembled {
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Keeps what is recorded: each picture as it comes, so that nothing is lost by a crash, and all in one at the end. */
export interface RecordingFiles {
  /** Puts the message of one picture away. @throws when the storage cannot */
  putPart(id: string, index: number, message: Uint8Array): Promise<void>;
  /** Puts a screenshot away. @throws when the storage cannot */
  putScreenshot(id: string, jpeg: Uint8Array): Promise<Assembled>;
  /** Makes one of so many parts and removes them. @throws when the storage cannot */
  assemble(id: string, parts: number): Promise<Assembled>;
  /** Removes everything of a recording. */
  remove(id: string, parts: number): Promise<void>;
}

/** The name of what staff see of a recording. */
export function recordingBlob(id: string): string {
  return `${id}.recording`;
}

const partBlob = (id: string, index: number): string => `${id}.part-${index}`;

export function createRecordingFiles(blobs: Blobs, schoolId: string): RecordingFiles {
  async function put(id: string, length: number, bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    const outcome = await blobs.put({ schoolId, id }, length, bytes);
    if (!outcome.ok) {
      const cause = outcome.code === 'failed' ? outcome.cause : undefined;
      throw new Error(`a recording was not kept: ${outcome.code}`, { cause });
    }
  }

  /** Each picture's message after its length (uint32, big-endian). */
  async function* framed(id: string, parts: number): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < parts; index += 1) {
      const read = await blobs.read({ schoolId, id: partBlob(id, index) });
      if (!read.ok) throw new Error(`a part of a recording cannot be read: ${read.code}`);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(read.bytes.length);
      yield length;
      yield read.bytes;
    }
  }

  async function removeParts(id: string, parts: number): Promise<void> {
    for (let index = 0; index < parts; index += 1) await blobs.delete({ schoolId, id: partBlob(id, index) });
  }

  return {
    putPart: (id, index, message) => put(partBlob(id, index), message.length, [message]),
    async putScreenshot(id, jpeg) {
      await put(recordingBlob(id), jpeg.length, [jpeg]);
      const sha256 = createHash('sha256').update(jpeg).digest('hex');
      return { mediaType: 'image/jpeg', bytes: jpeg.length, sha256 };
    },
    async assemble(id, parts) {
      const hash = createHash('sha256');
      let bytes = 0;
      // Twice through: a blob is put with its length, and minutes of pictures are not held in memory.
      for await (const piece of framed(id, parts)) {
        hash.update(piece);
        bytes += piece.length;
      }
      await put(recordingBlob(id), bytes, framed(id, parts));
      await removeParts(id, parts);
      return { mediaType: RECORDING_TYPE, bytes, sha256: hash.digest('hex') };
    },
    async remove(id, parts) {
      await removeParts(id, parts);
      await blobs.delete({ schoolId, id: recordingBlob(id) });
    },
  };
}
