/** One thing in an archive. A folder has no bytes. */
export interface Entry {
  /** With `./` before it, folders with `/` at the end. */
  readonly name: string;
  readonly mode: number;
  readonly bytes: Uint8Array | null;
}

const BLOCK = 512;
const NAME_MOST = 100;

/**
 * A tape archive (POSIX.1-1988, ustar) of entries that all belong to root and are equally old.
 * @param at seconds since 1970
 */
export function tar(entries: readonly Entry[], at: number): Buffer {
  const parts: Uint8Array[] = [];
  for (const { name, mode, bytes } of entries) {
    const size = bytes?.length ?? 0;
    parts.push(header(name, mode, size, bytes === null ? '5' : '0', at));
    if (bytes !== null) parts.push(bytes, Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK));
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return Buffer.concat(parts);
}

function header(name: string, mode: number, size: number, kind: '0' | '5', at: number): Buffer {
  if (Buffer.byteLength(name) > NAME_MOST) throw new Error(`${name} is too long a name for the package.`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, from: number, length: number): void => {
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, from, 'latin1');
  };
  block.write(name, 0, 'utf8');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(at, 136, 12);
  block.write(' '.repeat(8), 148, 'latin1');
  block.write(kind, 156, 'latin1');
  block.write('ustar\0', 257, 'latin1');
  block.write('00', 263, 'latin1');
  block.write('root', 265, 'latin1');
  block.write('root', 297, 'latin1');
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** The outer archive of a Debian package (deb(5), ar(5)). */
export function ar(
  members: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  at: number,
): Buffer {
  const parts: Uint8Array[] = [Buffer.from('!<arch>\n')];
  for (const { name, bytes } of members) {
    const words = [
      name.padEnd(16),
      String(at).padEnd(12),
      '0'.padEnd(6),
      '0'.padEnd(6),
      '100644'.padEnd(8),
      String(bytes.length).padEnd(10),
    ];
    parts.push(Buffer.from(`${words.join('')}\`\n`, 'latin1'), bytes);
    if (bytes.length % 2 === 1) parts.push(Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}
