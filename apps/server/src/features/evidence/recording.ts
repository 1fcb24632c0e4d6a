export type RecordingMediaType = 'video/mp4' | 'video/webm';

/** EBML, with which Matroska and WebM begin (RFC 8794, section 11.2.1). */
const EBML = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
/** The element `DocType` of a WebM file: its id, its length of four, its value. */
const WEBM_DOCTYPE = Buffer.from([0x42, 0x82, 0x84, ...Buffer.from('webm')]);
/** The head of EBML is a few dozen bytes. */
const HEAD_BYTES = 128;

/**
 * Whether the bytes begin as a file of that kind does. Nothing more is known of them: the server unpacks no film, and
 * serves one only as what it was announced to be, to a page that can do nothing else with it.
 */
export function isRecording(bytes: Uint8Array, mediaType: RecordingMediaType): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
  switch (mediaType) {
    case 'video/webm':
      return head.subarray(0, EBML.length).equals(EBML) && head.includes(WEBM_DOCTYPE);
    case 'video/mp4':
      // ISO/IEC 14496-12, section 4.3: the first box is `ftyp`, after its length.
      return head.subarray(4, 8).equals(Buffer.from('ftyp')) && head.readUInt32BE(0) >= 16;
  }
}
