import { readFileSync } from 'node:fs';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Log } from '../log/log.ts';
import { refuse, STATUS_OF, type Refused } from './outcome.ts';

export interface HttpOptions {
  readonly log: Log;
  /** Addresses of proxies in front of the server whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly tls: { certificateFile: string; keyFile: string } | null;
  /** True when people reach the server by https, directly or through a proxy. */
  readonly secure: boolean;
  /** Called once for each answered request. */
  readonly onAnswered: (route: string, method: string, status: number, seconds: number) => void;
}

const JSON_LIMIT_BYTES = 256 * 1024;

/** The HTTP server with what holds for every route: headers, limits, errors in one shape, no content in logs. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const http = Fastify({
    logger: false,
    trustProxy: [...options.trustedProxies],
    bodyLimit: JSON_LIMIT_BYTES,
    // A stop must not wait for idle keep-alive connections.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    ...(options.tls === null
      ? {}
      : {
          https: { cert: readFileSync(options.tls.certificateFile), key: readFileSync(options.tls.keyFile) },
        }),
  });
  await http.register(cookie);
  await http.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: options.secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
  });
  await http.register(rateLimit, { global: false });
  http.addHook('onSend', (request, reply, payload, next) => {
    void reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
    // Answers about pupils are for this person now; no cache keeps them.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
      void reply.header('cache-control', 'no-store');
    }
    next(null, payload);
  });
  http.addHook('onResponse', (request, reply, next) => {
    const route = request.routeOptions.url ?? 'none';
    options.onAnswered(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    options.log.debug('http.answered', { route, method: request.method, status: reply.statusCode });
    next();
  });
  http.setErrorHandler((error: FastifyError, request, reply) => {
    const refused = refusalOf(error, request.routeOptions.bodyLimit);
    if (refused.code === 'internal') {
      options.log.error(
        'http.failed',
        { route: request.routeOptions.url ?? 'none', method: request.method },
        error,
      );
    }
    void reply.code(STATUS_OF[refused.code]).send({ error: refused });
  });
  return http;
}

function refusalOf(error: FastifyError, bodyLimit: number): Refused {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refuse(
        'payload-too-large',
        'body-too-large',
        `This is more than the server takes at once: ${inWords(bodyLimit)} at most.`,
      ).refused;
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refuse('bad-request', 'media-type', 'The body must be JSON.', {
        remedy: 'Send it with Content-Type: application/json.',
      }).refused;
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return refuse('bad-request', 'not-json', 'The body is not JSON.').refused;
    default:
      if (error.statusCode === 429) {
        return refuse('too-many-requests', 'too-many-requests', 'Too many tries from this address.', {
          retryAfter: 60,
        }).refused;
      }
      if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
        return refuse('bad-request', 'malformed', 'The request cannot be read.').refused;
      }
      return refuse('internal', 'internal', 'Something went wrong in the server; it has been recorded.')
        .refused;
  }
}

/** Bytes as people count them. */
function inWords(bytes: number): string {
  return bytes >= 1024 * 1024
    ? `${Math.floor(bytes / (1024 * 1024))} MB`
    : `${Math.max(1, Math.floor(bytes / 1024))} kB`;
}
