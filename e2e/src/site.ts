import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A website on this machine: each address has the page that was put there. */
export interface Site {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The same under another name, which to a browser is another origin. */
  readonly otherUrl: string;
  stop(): Promise<void>;
}

/** @param pages HTML by path; a function is asked anew at each visit */
export async function startSite(pages: Readonly<Record<string, string | (() => string)>>): Promise<Site> {
  const server = createServer((request, response) => {
    const found = pages[(request.url ?? '').replace(/[?#].*$/, '')];
    const page = typeof found === 'function' ? found() : found;
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page ?? '<title>Not here</title>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    otherUrl: `http://localhost:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** @param body HTML */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><body>${body}</body></html>`;
}
