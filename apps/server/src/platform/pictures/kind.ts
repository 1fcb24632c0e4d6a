/**
 * What uploaded bytes are, by the first of them, before anything is unpacked: no decoder of the library but those of
 * PNG, JPEG and WebP ever sees what was uploaded.
 */
export function pictureKind(bytes: Uint8Array): 'image' | 'svg' | 'other' {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff') || head.startsWith('\x89PNG\r\n\x1a\n')) return 'image';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image';
  return /<(?:\?xml|svg|!doctype svg)/iu.test(head) ? 'svg' : 'other';
}
