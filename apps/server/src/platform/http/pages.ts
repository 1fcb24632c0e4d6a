import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const SERVED_ELSEWHERE =
  /^\/(assets|api|agent|console\/socket|healthz|readyz|metrics|openapi\.json)(\/|$|\?)/;

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
