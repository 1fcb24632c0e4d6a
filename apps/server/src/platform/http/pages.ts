import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const SERVED_ELSEWHERE =
  /^\/(assets|api|agent|console\/socket|healthz|readyz|metrics|openapi\.json)(\/|$|\?)/;

/** A part of a page, by a name that holds its hash: script, style, font. */
const PART = /^\/assets\//;
/** What is said to a browser about a document is nothing to a part of one, and as heavy as a small script. */
const OF_DOCUMENTS = Object.freeze([
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'permissions-policy',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
]);
/** Of a part that is opened by itself, which nobody does: nothing in it runs, and no frame shows it. */
const PART_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * Serves the console: its files, and its one page for every other address, so that a link can be opened, reloaded and
 * gone back from. The files' names hold their hash; they may be kept for ever, the page never.
 */
export async function addPages(http: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await http.register(fastifyStatic, {
      root: folder,
      index: 'index.html',
      wildcard: true,
      cacheControl: false,
      // The build writes each file compressed too; the server need not do it again for every visitor.
      preCompressed: true,
      setHeaders: (response, path) => {
        const hashed = path.startsWith(join(folder, 'assets'));
        void response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  http.addHook('onSend', (request, reply, payload, next) => {
    if (PART.test(request.url)) {
      for (const name of OF_DOCUMENTS) {
        void reply.removeHeader(name);
        reply.raw.removeHeader(name);
      }
      void reply.header('content-security-policy', PART_POLICY);
    }
    next(null, payload);
  });
  http.setNotFoundHandler((request, reply) => {
    if (SERVED_ELSEWHERE.test(request.url) || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return reply.code(404).send({
        error: {
          code: 'not-found',
          reason: 'not-found',
          message: 'There is nothing here that you can see.',
        },
      });
    }
    if (!built)
      return reply.code(503).type('text/plain').send('The console has not been built. Run npm start.');
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}
