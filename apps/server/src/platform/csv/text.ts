/** How a text file may be written. */
export type TextEncoding = 'utf-8' | 'utf-16' | 'windows-1252';

/** Why bytes are no text that anybody can read. */
export type NoText = 'empty' | 'workbook' | 'pdf' | 'binary';

export type DecodedText =
  | { readonly ok: true; readonly text: string; readonly encoding: TextEncoding }
  | { readonly ok: false; readonly reason: NoText };

/**
 * Reads the bytes of a text file as the usual programs write it: UTF-8 with or without its mark, UTF-16 with its mark,
 * otherwise Windows-1252. Never throws.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const starts = (...values: number[]): boolean => values.every((value, at) => bytes[at] === value);
  if (bytes.length === 0) return { ok: false, reason: 'empty' };
  if (starts(0x50, 0x4b) || starts(0xd0, 0xcf, 0x11, 0xe0)) return { ok: false, reason: 'workbook' };
  if (starts(0x25, 0x50, 0x44, 0x46)) return { ok: false, reason: 'pdf' };
  try {
    if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) {
      const label = bytes[0] === 0xff ? 'utf-16le' : 'utf-16be';
      return checked(new TextDecoder(label, { fatal: true }).decode(bytes), 'utf-16');
    }
    if (bytes.includes(0)) return BINARY;
    return checked(new TextDecoder('utf-8', { fatal: true }).decode(bytes), 'utf-8');
  } catch {
    if (bytes.includes(0)) return BINARY;
    return checked(new TextDecoder('windows-1252').decode(bytes), 'windows-1252');
  }
}

const BINARY = Object.freeze({ ok: false, reason: 'binary' });

function checked(text: string, encoding: TextEncoding): DecodedText {
  // Figures and letters do not lie among these; pictures and programs do.
  // oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
  const strange = text.slice(0, 100_000).match(/[\u0000-\u0008\u000e-\u001f]/g)?.length ?? 0;
  if (text.includes('\0') || strange > 8) return BINARY;
  return { ok: true, text, encoding };
}
