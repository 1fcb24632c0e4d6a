/** Where a list goes on: the sort values of the last row, as one opaque text. */
export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values of a cursor with the given number of parts; null when it is none of ours, which starts the list anew. */
export function decodeCursor(cursor: string | undefined, parts: number): string[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(values) || values.length !== parts) return null;
    return values.every((value) => typeof value === 'string') ? values : null;
  } catch {
    return null;
  }
}
