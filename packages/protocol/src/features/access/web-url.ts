/** The parser of the URL standard, which every platform of Lapwing has: browsers and Node alike. */
declare const URL: {
  new (text: string): WebUrl;
  canParse(text: string): boolean;
};

/** The parts of an address as browsers name them: host in lower case and ASCII, paths without dots, ports only where unusual. */
export interface WebUrl {
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly search: string;
}

/** Null for what is no absolute address. Never throws. */
export function parseUrl(text: string): WebUrl | null {
  return URL.canParse(text) ? new URL(text) : null;
}
