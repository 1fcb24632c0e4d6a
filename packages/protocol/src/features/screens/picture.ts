/**
 * A live picture on a socket, in one binary message: 16 bytes of id, 8 of time (float64, milliseconds since 1970), 2 of
 * width, 2 of height, 1 of media type, all big-endian; then the bytes of the picture. From a device the id is that of
 * the command that it answers, to a console it is the device's. It is never stored as such.
 */
export interface Picture {
  readonly id: string;
  readonly takenAt: number;
  readonly width: number;
  readonly height: number;
  readonly mediaType: PictureType;
  readonly bytes: Uint8Array;
}

export const PICTURE_TYPES = ['image/jpeg', 'image/webp'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** Bytes: the largest message with a picture. */
export const MAX_PICTURE_BYTES = 512 * 1024;
export const PICTURE_HEAD_BYTES = 29;

/** Writes the message. @throws RangeError for an id that is no UUID, or sizes that do not fit. */
export function writePicture(picture: Picture): Uint8Array<ArrayBuffer> {
  const hex = picture.id.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new RangeError('a picture needs a UUID');
  for (const side of [picture.width, picture.height]) {
    if (!Number.isInteger(side) || side < 1 || side > 0xffff) throw new RangeError('a picture has a size');
  }
  const message = new Uint8Array(PICTURE_HEAD_BYTES + picture.bytes.length);
  const view = new DataView(message.buffer);
  for (let place = 0; place < 16; place += 1) {
    message[place] = Number.parseInt(hex.slice(place * 2, place * 2 + 2), 16);
  }
  view.setFloat64(16, picture.takenAt);
  view.setUint16(24, picture.width);
  view.setUint16(26, picture.height);
  view.setUint8(28, PICTURE_TYPES.indexOf(picture.mediaType));
  message.set(picture.bytes, PICTURE_HEAD_BYTES);
  return message;
}

/** Reads a message; null when it is none. The bytes are a view of the message, and not checked to be a picture. */
export function readPicture(message: Uint8Array): Picture | null {
  if (message.length <= PICTURE_HEAD_BYTES || message.length > MAX_PICTURE_BYTES) return null;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const mediaType = PICTURE_TYPES[view.getUint8(28)];
  const takenAt = view.getFloat64(16);
  const width = view.getUint16(24);
  const height = view.getUint16(26);
  if (mediaType === undefined || width === 0 || height === 0) return null;
  // The range that a Date can hold (ECMA-262, 21.4.1.1).
  if (!(Math.abs(takenAt) <= 8.64e15)) return null;
  const hex = Array.from(message.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const id = [0, 8, 12, 16, 20].map((from, part, all) => hex.slice(from, all[part + 1] ?? 32)).join('-');
  return { id, takenAt, width, height, mediaType, bytes: message.subarray(PICTURE_HEAD_BYTES) };
}
