import { oneLine } from '../../platform/mail/mail.ts';

/** A part of what a mail says. Names and titles in it may be anything that a child or a device has made up. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: ReadonlyArray<readonly [label: string, value: string]> }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | {
      readonly kind: 'list';
      readonly items: ReadonlyArray<{ readonly text: string; readonly href: string }>;
    };

/** Characters of one value; what is longer says nothing more. */
const MOST = 200;

/** A value as it may stand in a mail: one line, none of the marks that turn the direction of text, not without end. */
export function clean(value: string, most: number = MOST): string {
  const line = oneLine(value.slice(0, most * 4)).replaceAll(/\s+/gu, ' ');
  const letters = Array.from(line);
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join('')}…`;
}

/** The same words as plain text and as HTML that asks nothing of any other server and leaves colours to the reader. */
export function renderMail(blocks: readonly Block[]): { readonly text: string; readonly html: string } {
  return {
    text: `${blocks.map(asText).join('\n\n')}\n`,
    html: [
      '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
      '<meta name="supported-color-schemes" content="light dark">',
      '<style>:root{color-scheme:light dark}</style></head>',
      '<body style="font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:0;padding:16px">',
      ...blocks.map(asHtml),
      '</body></html>',
    ].join('\n'),
  };
}

function asText(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return clean(block.text, 2000);
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${clean(value)}`).join('\n');
    case 'link':
      return `${clean(block.text)}:\n${block.href}`;
    case 'list':
      return block.items.map(({ text, href }) => `- ${clean(text)}\n  ${href}`).join('\n');
  }
}

function asHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h1 style="font-size:20px;margin:0 0 12px">${escape(block.text)}</h1>`;
    case 'text':
      return `<p style="margin:0 0 12px">${escape(block.text, 2000)}</p>`;
    case 'facts':
      return [
        '<table role="presentation" style="border-collapse:collapse;margin:0 0 12px">',
        ...block.rows.map(
          ([label, value]) =>
            `<tr><td style="padding:2px 16px 2px 0;vertical-align:top">${escape(label)}</td><td style="padding:2px 0"><bdi>${escape(value)}</bdi></td></tr>`,
        ),
        '</table>',
      ].join('');
    case 'link':
      return `<p style="margin:0 0 12px"><a href="${escape(block.href, 2000)}">${escape(block.text)}</a></p>`;
    case 'list':
      return [
        '<ul style="margin:0 0 12px;padding-left:20px">',
        ...block.items.map(
          ({ text, href }) => `<li><a href="${escape(href, 2000)}"><bdi>${escape(text)}</bdi></a></li>`,
        ),
        '</ul>',
      ].join('');
  }
}

function escape(text: string, most?: number): string {
  return clean(text, most)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
