// A small scanner, so that the architecture tests need no parser: it tells code from comments and strings well
// enough to find imports and words. Where it errs (an apostrophe in JSX text) it errs to the end of the line.

/** One import, re-export, dynamic import or import type. */
export interface Import {
  readonly specifier: string;
  /** Only types: gone when the program runs. */
  readonly typeOnly: boolean;
}

const BEFORE_REGEX =
  /(?:^|[=(,:;!&|?{}[+\-*%~^<>]|\b(?:return|typeof|case|in|of|delete|void|throw|await))\s*$/u;

/** The text with comments blanked out, line by line as long as before. */
export function withoutComments(text: string): string {
  return blank(text, false);
}

/** The text with comments and the inside of strings and regular expressions blanked out: what is left is code. */
export function codeOnly(text: string): string {
  return blank(text, true);
}

function blank(text: string, stringsToo: boolean): string {
  let out = '';
  let at = 0;
  /** For each open template literal: the depth of braces inside its current `${}`. */
  const templates: number[] = [];
  const hide = (from: number, to: number): void => {
    out += text.slice(from, to).replaceAll(/[^\n]/gu, ' ');
  };
  const keepOrHide = (from: number, to: number): void => {
    if (stringsToo) hide(from, to);
    else out += text.slice(from, to);
  };
  const template = (from: number): number => {
    const end = endOfTemplatePart(text, from);
    keepOrHide(from, end);
    if (text.startsWith('${', end)) {
      templates.push(0);
      out += '${';
      return end + 2;
    }
    out += text.slice(end, end + 1);
    return end + 1;
  };
  while (at < text.length) {
    const char = text.charAt(at);
    const two = text.slice(at, at + 2);
    if (two === '//' || two === '/*') {
      const end = two === '//' ? endOfLine(text, at) : endOfComment(text, at);
      hide(at, end);
      at = end;
    } else if (char === "'" || char === '"') {
      const end = endOfString(text, at);
      out += char;
      keepOrHide(at + 1, end);
      at = end;
      if (text.charAt(at) === char) {
        out += char;
        at += 1;
      }
    } else if (char === '`') {
      out += char;
      at = template(at + 1);
    } else if (char === '/' && BEFORE_REGEX.test(out.slice(-40))) {
      const end = endOfRegex(text, at);
      keepOrHide(at, end);
      at = end;
    } else {
      out += char;
      at += 1;
      const depth = templates.at(-1);
      if (depth === undefined) continue;
      if (char === '{') templates[templates.length - 1] = depth + 1;
      if (char === '}' && depth > 0) templates[templates.length - 1] = depth - 1;
      if (char === '}' && depth === 0) {
        templates.pop();
        at = template(at);
      }
    }
  }
  return out;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function endOfComment(text: string, from: number): number {
  const end = text.indexOf('*/', from + 2);
  return end === -1 ? text.length : end + 2;
}

/** The index of the closing quote, or of the end of the line when there is none. */
function endOfString(text: string, from: number): number {
  const quote = text.charAt(from);
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === quote || char === '\n') return at;
  }
  return text.length;
}

function endOfTemplatePart(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '`' || text.startsWith('${', at)) return at;
  }
  return text.length;
}

function endOfRegex(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '\n') return at;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at + 1;
  }
  return text.length;
}

const STATEMENT =
  /(?:^|[;}\n])[ \t]*(?<verb>import|export)\b(?<clause>[\w$\s{},*]*?)\bfrom\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gu;
const BARE = /(?:^|[;}\n])[ \t]*import\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gu;
const CALL =
  /\b(?:import|require|import\.meta\.resolve)\s*\(\s*(?<quote>['"`])(?<specifier>[^'"`\n]+)\k<quote>/gu;

/** Every module that a file names, in whatever form. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const shape = codeOnly(text);
  const found: Import[] = [];
  for (const pattern of [STATEMENT, BARE, CALL]) {
    for (const match of code.matchAll(pattern)) {
      const { specifier = '', clause = '' } = match.groups ?? {};
      // The keyword must be code: an example of an import inside a string is none.
      const keyword = match.index + match[0].search(/\b(?:import|export|require)\b/u);
      if (!/^(?:import|export|require)\b/u.test(shape.slice(keyword))) continue;
      found.push({ specifier, typeOnly: pattern === STATEMENT && /^\s*type\b(?!\s*,|\s*$)/u.test(clause) });
    }
  }
  return found;
}

/** The number of the first line on which a pattern occurs, from 1; 0 when it does not occur. */
export function lineOf(text: string, pattern: RegExp): number {
  const at = text.search(pattern);
  return at === -1 ? 0 : text.slice(0, at).split('\n').length;
}
