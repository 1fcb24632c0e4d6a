import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Adds what an operator's tools ask: is it alive, can it serve, how is it doing. */
export function addOperations(
  http: FastifyInstance,
  options: { ready: () => Promise<void>; metrics: Metrics; openApi: () => Record<string, unknown> },
): void {
  http.get('/healthz', () => ({ status: 'alive' }));
  http.get('/readyz', async (_request, reply) => {
    try {
      await options.ready();
      return { status: 'ready' };
    } catch {
      return reply.code(503).send({ status: 'not-ready', reason: 'The database does not answer.' });
    }
  });
  http.get('/metrics', async (request, reply) => {
    // The figures are for the machine's own collector; from elsewhere, also through a proxy of this machine, there is
    // nothing here.
    const passedOn =
      request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined;
    if (passedOn || !LOOPBACK.has(request.socket.remoteAddress ?? '')) return reply.code(404).send();
    return reply.type(options.metrics.contentType).send(await options.metrics.text());
  });
  http.get('/openapi.json', () => options.openApi());
}
