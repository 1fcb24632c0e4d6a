import { BytesReply } from '../../permissions/routes.ts';
import type { BlobName, Blobs, ReadOutcome } from '../../platform/blobs/blobs.ts';
import { refuse, type Refused } from '../../platform/http/outcome.ts';
import type { Log } from '../../platform/log/log.ts';
import { parseRange } from '../../platform/http/range.ts';

/**
 * Bytes of one answer to a request that names no end: a server may send less than was asked for (RFC 9110, section
 * 15.3.7), and a player asks for what follows. So no film is in memory whole.
 */
const MOST_AT_ONCE = 1024 * 1024;

/** What a request says of the part that it wants. */
export interface Wanted {
  readonly range: string | undefined;
  readonly ifRange: string | string[] | undefined;
}

export type Served = { ok: true; reply: BytesReply } | { ok: false; refused: Refused };

/**
 * Reads the part of a blob that is asked for, and no more, with the headers by which a browser takes it as what it is
 * said to be and can do nothing with it but show it.
 * @param filename in which the file is saved; its characters are the server's own
 */
export async function serveBlob(
  blobs: Blobs,
  name: BlobName,
  wanted: Wanted,
  as: { mediaType: string; filename: string; disposition: 'inline' | 'attachment' },
  log: Log,
): Promise<Served> {
  const headers = {
    'content-type': as.mediaType,
    'content-disposition': `${as.disposition}; filename="${as.filename}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    // Opened by itself in a tab, it is a picture or a film and can do nothing.
    'content-security-policy':
      "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
  };
  if (parseRange(wanted.range, wanted.ifRange, Number.MAX_SAFE_INTEGER).kind === 'whole') {
    const read = await blobs.read(name);
    return read.ok ? { ok: true, reply: new BytesReply(read.bytes, headers) } : unreadable(read, name, log);
  }
  // How long it is stands in its head: one byte tells.
  const head = await blobs.read(name, { start: 0, end: 1 });
  if (!head.ok) return unreadable(head, name, log);
  const total = head.totalLength;
  const requested = parseRange(wanted.range, wanted.ifRange, total);
  if (requested.kind !== 'part') {
    const outside = { ...headers, 'content-range': `bytes */${total}` };
    return { ok: true, reply: new BytesReply(new Uint8Array(0), outside, 416) };
  }
  const { start } = requested.range;
  const end = Math.min(requested.range.end, start + MOST_AT_ONCE);
  const read = await blobs.read(name, { start, end });
  if (!read.ok) return unreadable(read, name, log);
  const part = { ...headers, 'content-range': `bytes ${start}-${end - 1}/${total}` };
  return { ok: true, reply: new BytesReply(read.bytes, part, 206) };
}

function unreadable(read: Extract<ReadOutcome, { ok: false }>, name: BlobName, log: Log): Served {
  log.error(
    'evidence.unreadable',
    { schoolId: name.schoolId, evidence: name.id, reason: read.code },
    read.code === 'failed' ? read.cause : undefined,
  );
  return refuse('unavailable', 'evidence-unreadable', 'It cannot be read from the storage.', {
    remedy: 'Ask whoever runs the server to look at its log and its backup.',
  });
}
