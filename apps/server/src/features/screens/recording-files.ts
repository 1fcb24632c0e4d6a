import { createHash } from 'node:crypto';
import { readPicture, type Picture } from '@lapwing/protocol/features/screens/picture.ts';
import type { Blobs } from '../../platform/blobs/blobs.ts';
import { FILM_TYPE, makeFilm } from './film.ts';

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
  /**
   * Makes a film of so many parts and removes them; all of it is in memory meanwhile.
   * @param lastsMs from the first picture to the end; 0 where that is not known
   * @throws when the storage cannot
   */
  assemble(id: string, parts: number, lastsMs: number): Promise<Assembled>;
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

  async function* picturesOf(id: string, parts: number): AsyncGenerator<Picture> {
    for (let index = 0; index < parts; index += 1) {
      const read = await blobs.read({ schoolId, id: partBlob(id, index) });
      if (!read.ok) throw new Error(`a part of a recording cannot be read: ${read.code}`);
      const picture = readPicture(read.bytes);
      if (picture === null) throw new Error('a part of a recording is no picture');
      yield picture;
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
    async assemble(id, parts, lastsMs) {
      const film = await makeFilm(picturesOf(id, parts), lastsMs);
      await put(recordingBlob(id), film.length, [film]);
      await removeParts(id, parts);
      const sha256 = createHash('sha256').update(film).digest('hex');
      return { mediaType: FILM_TYPE, bytes: film.length, sha256 };
    },
    async remove(id, parts) {
      await removeParts(id, parts);
      await blobs.delete({ schoolId, id: recordingBlob(id) });
    },
  };
}
