import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE = `<!doctype html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Practice page</title>
    <style>
      :root { color-scheme: light dark; }
      body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
      label { display: block; margin: 1.25rem 0 .25rem; font-weight: 600; }
      textarea, input { width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; }
      textarea { min-height: 6rem; }
      .hint { opacity: .8; }
    </style>
  </head>
  <body>
    <h1>Practice page</h1>
    <p>This browser is monitored by the Lapwing server that you are running, as a pupil's device would be.
      Look at the mark on the Lapwing icon, and open it: that is what a pupil sees.</p>
    <ol>
      <li>Open the console beside this window and sign in.</li>
      <li>Type a worrying sentence below, for example one that says that somebody wants to end their life,
        and finish it with a full stop and a space.</li>
      <li>Within two seconds the console shows the capture, with the sentence and a picture of this page.</li>
      <li>Type the same into the password field: nothing happens, and nothing leaves this browser.</li>
    </ol>
    <label for="message">A message to a friend</label>
    <textarea id="message" name="message"></textarea>
    <label for="search">A search</label>
    <input id="search" name="search" type="text" autocomplete="off">
    <label for="password">A password</label>
    <input id="password" name="password" type="password" autocomplete="new-password">
    <p class="hint">Nothing on this page is sent anywhere by the page itself.</p>
  </body>
</html>
`;

/** A page to type on, served on this machine only. */
export async function servePracticePage(): Promise<{ url: string; close: () => void }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    response.end(PAGE);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the practice page has no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
