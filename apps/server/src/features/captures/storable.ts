/** What PostgreSQL can keep: a NUL and half a surrogate pair become U+FFFD, so that offsets stay as they were. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
