import { createServer } from 'node:http';

/** A page with every kind of field, whose own scripts try to keep the extension from seeing anything. */
const FIELDS = `<!doctype html><title>Fields</title><body>
<script>
  for (const type of ['input', 'beforeinput', 'keydown', 'focusin', 'focusout', 'compositionend', 'submit', 'change'])
    window.addEventListener(type, (event) => event.stopImmediatePropagation(), true);
</script>
<input id="input" name="first"><textarea id="textarea"></textarea>
<div id="editable" contenteditable style="min-height:2em;border:1px solid"></div>
<iframe id="frame" srcdoc="<input id=inside>"></iframe>
<div id="open"></div><x-closed></x-closed>
<input id="password" type="password" name="pass">
<button id="show" onclick="password.type='text'">show</button>
<input id="card" autocomplete="cc-number"><input id="masked" style="-webkit-text-security:disc">
<script>
  document.querySelector('#open').attachShadow({ mode: 'open' }).innerHTML = '<input id="in-open">';
  customElements.define('x-closed', class extends HTMLElement {
    constructor() {
      super();
      const root = this.attachShadow({ mode: 'closed' });
      root.innerHTML = '<textarea></textarea><p>In the closed part a green giraffe is written.</p>';
      window.focusClosed = () => root.querySelector('textarea').focus();
    }
  });
  const names = () => Object.getOwnPropertyNames(window).length;
  const before = names();
  window.traces = () => ({
    globals: names() - before - 1,
    marks: [...document.querySelectorAll('*')].filter((element) => /lapwing/i.test(element.outerHTML.slice(0, 500).replace(/^<(html|head|body|script)[^]*/i, ''))).length,
  });
</script>`;

const READING = `<!doctype html><title>Reading</title>
<p>One day a purple <b>elephant</b> walked by.</p>
<p hidden>A hidden green giraffe.</p><p style="display:none">Another hidden green giraffe.</p>
<style>/* a green giraffe in a style */</style><script>/* a green giraffe in a script */</script>
<textarea>A green giraffe in a field.</textarea>`;

const CHAT = `<!doctype html><title>Chat</title><textarea id="say"></textarea>
<script>say.addEventListener('keydown', (event) => { if (event.key === 'Enter') { event.preventDefault(); say.value = ''; } });</script>`;

/** A page with nothing on it that anybody looks for. */
const PLAIN = `<!doctype html><title>Rivers</title><h1>Rivers</h1><p>Where rivers begin, and how they get to the sea.</p>
<input id="field" aria-label="Notes">`;

/** Serves the pages for the tests on this machine only. */
export async function servePages(): Promise<{ url: (path: string) => string; close: () => void }> {
  const pages: Readonly<Record<string, string>> = {
    '/fields': FIELDS,
    '/reading': READING,
    '/chat': CHAT,
    '/plain': PLAIN,
  };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(pages[(request.url ?? '').split('?')[0] ?? ''] ?? '<title>Empty</title>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: (path) => `http://127.0.0.1:${String(address.port)}${path}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
