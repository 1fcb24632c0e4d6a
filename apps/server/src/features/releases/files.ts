import type { ReleaseFile } from '@lapwing/protocol/features/releases/release.ts';
import type { FastifyRequest } from 'fastify';
import { BytesReply } from '../../permissions/routes.ts';
import { done, notFound, refuse, type Outcome } from '../../platform/http/outcome.ts';
import { parseRange } from '../../platform/http/range.ts';
import type { ReleaseShelf } from './shelf.ts';

/** Bytes of one answer to a request for a part: so no file is in memory whole because devices fetch it. */
const MOST_AT_ONCE = 8 * 1024 * 1024;

/** The file of that name, or the part of it that is asked for. */
export async function sendFile(
  shelf: ReleaseShelf,
  { version, name }: { readonly version: string; readonly name: string },
  headers: Pick<FastifyRequest, 'headers'>['headers'],
): Promise<Outcome<BytesReply>> {
  const release = (await shelf.all()).find(({ manifest }) => manifest.version === version);
  const file = release?.manifest.files.find((each) => each.name === name);
  if (file === undefined) return notFound();
  const common = {
    'content-type': mediaTypeOf(file),
    'content-disposition': `attachment; filename="${file.name}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
  };
  const asked = parseRange(headers.range, headers['if-range'], file.bytes);
  if (asked.kind === 'none') {
    const outside = { ...common, 'content-range': `bytes */${file.bytes}` };
    return done(new BytesReply(new Uint8Array(0), outside, 416));
  }
  const { start, end } =
    asked.kind === 'whole'
      ? { start: 0, end: file.bytes }
      : { start: asked.range.start, end: Math.min(asked.range.end, asked.range.start + MOST_AT_ONCE) };
  const bytes = await shelf.read(version, file, { start, end });
  if (bytes === null) {
    return refuse('unavailable', 'release-unreadable', 'The file cannot be read on the server.', {
      remedy: 'Ask whoever runs the server to look at its folder of releases.',
    });
  }
  if (asked.kind === 'whole') return done(new BytesReply(bytes, common));
  const part = { ...common, 'content-range': `bytes ${start}-${end - 1}/${file.bytes}` };
  return done(new BytesReply(bytes, part, 206));
}

function mediaTypeOf({ kind }: ReleaseFile): string {
  if (kind === 'deb') return 'application/vnd.debian.binary-package';
  return kind === 'msi' ? 'application/x-msi' : 'application/octet-stream';
}
