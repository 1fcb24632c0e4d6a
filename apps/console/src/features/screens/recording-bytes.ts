import { type Picture, readPicture } from '@lapwing/protocol/features/screens/picture.ts';

/** The pictures of a recording, in order of time; what cannot be read is passed over, and a cut end is no error. */
export function readRecording(bytes: Uint8Array): Picture[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pictures: Picture[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const length = view.getUint32(at);
    const end = at + 4 + length;
    if (end > bytes.length) break;
    const picture = readPicture(bytes.subarray(at + 4, end));
    if (picture !== null) pictures.push(picture);
    at = end;
  }
  return pictures.toSorted((one, other) => one.takenAt - other.takenAt);
}

/** The last picture taken by that moment (milliseconds from the first); the first one before it. */
export function pictureAt(pictures: readonly Picture[], ms: number): number {
  const first = pictures[0];
  if (first === undefined) return -1;
  let low = 0;
  let high = pictures.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((pictures[middle]?.takenAt ?? 0) - first.takenAt <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}
