const ADDRESS = /^(?:(https?):\/\/)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:[/?#].*)?$/;
const OWN_NETWORK =
  /^(?:localhost|.*\.localhost|.*\.local|[^.]+|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2[0-9]|3[01])\..*|169\.254\..*|\[::1\]|\[f[cd].*\]|\[fe80.*\])$/;

/**
 * The origin of a server's address as a person may type it; without a scheme it is https.
 * Null when it is no address, or when it is unencrypted and not within the school's own network.
 */
export function serverOrigin(typed: string): string | null {
  const match = ADDRESS.exec(typed.trim().toLowerCase());
  if (match === null) return null;
  const [, scheme = 'https', host = '', port] = match;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) return null;
  if (scheme === 'http' && !OWN_NETWORK.test(host)) return null;
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}`;
}

/** The address of the device socket on that origin. */
export function socketAddress(origin: string, path: string): string {
  return `${origin.replace(/^http/, 'ws')}${path}`;
}

/** Host name of an absolute address in lower case, without port; null when it has none. */
export function hostOf(url: string): string | null {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:]*)/i.exec(url);
  const host = match?.[1]?.toLowerCase().replace(/\.$/, '');
  return host === undefined || host === '' ? null : host;
}

/** True if `host` is one of `hosts` or a subdomain of one. */
export function isWithin(host: string, hosts: readonly string[]): boolean {
  return hosts.some((listed) => {
    const name = listed
      .toLowerCase()
      .replace(/^\*?\./, '')
      .replace(/\.$/, '');
    return name !== '' && (host === name || host.endsWith(`.${name}`));
  });
}

/** An address without user name and password, which must not leave the device. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, '$1');
}

/** The host of a page, also where its source or a part of it is shown. */
export function pageHost(url: string): string | null {
  return hostOf(pageAddress(url));
}

/** The address of the page that a view of its source, or a part of it, belongs to. */
export function pageAddress(url: string): string {
  return url.replace(/^(?:(?:view-source|blob|filesystem):)+/i, '');
}
