import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Every host of the test, by one small server: each path has a page that names host and path. */
export interface Sites {
  readonly port: number;
  /** Requests that arrived, as `host/path`. */
  readonly asked: string[];
  at(host: string, path?: string): string;
  stop(): Promise<void>;
}

export type SitePages = Readonly<
  Record<
    string,
    { readonly body: string | Buffer; readonly type?: string; readonly headers?: Record<string, string> }
  >
>;

export async function startSites(pages: SitePages): Promise<Sites> {
  const asked: string[] = [];
  const http = createServer((request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const path = request.url ?? '/';
    asked.push(`${host}${path}`);
    const to = path.match(/^\/to\/([a-z.]+)/)?.[1];
    const page =
      to === undefined
        ? pages[path.split('?')[0] ?? '/']
        : { body: '', headers: { location: `http://${to}:${String(request.socket.localPort)}/game` } };
    response.writeHead(page?.headers?.['location'] === undefined ? 200 : 302, {
      'content-type': page?.type ?? 'text/html; charset=utf-8',
      ...page?.headers,
    });
    response.end(
      page?.body ?? `<!doctype html><title>${host}</title><h1>${host} ${path.split('?')[0] ?? ''}</h1>`,
    );
  });
  http.on('upgrade', (request, socket) => {
    asked.push(`${(request.headers.host ?? '').replace(/:\d+$/, '')} socket`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    http.listen(0, resolve);
  });
  const { port } = http.address() as AddressInfo;
  return {
    port,
    asked,
    at: (host, path = '/') => `http://${host}:${String(port)}${path}`,
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    },
  };
}
