/** What a request is for: a page of a tab, a page within a page, or anything else that a page loads. */
export type RequestKind = 'page' | 'frame' | 'part';

export type NetAction =
  | { readonly kind: 'allow' }
  /** Of a page: it and everything that it loads, whatever other rules say. */
  | { readonly kind: 'allow-with-parts' }
  | { readonly kind: 'close' }
  /** Shows one of the own pages instead; `/blocked.html`. */
  | { readonly kind: 'own-page'; readonly page: string }
  | { readonly kind: 'query'; readonly set: Readonly<Record<string, string>> }
  | { readonly kind: 'header'; readonly name: string; readonly value: string };

/**
 * A rule that the browser keeps and follows by itself, also while no worker runs. All of its conditions must hold. Of
 * several that fit the highest priority counts, and of equals the one that allows.
 */
export interface NetRule {
  readonly priority: number;
  readonly kinds: readonly RequestKind[];
  /** Hosts with all their subdomains, in lower case and ASCII. */
  readonly hosts?: readonly string[];
  /** Text of the address: `*` any text, `||` at the beginning a host or subdomain, `|` an end; case does not matter. */
  readonly filter?: string;
  /** The same as a regular expression without looking around; case does not matter. A browser takes few of them. */
  readonly pattern?: string;
  readonly action: NetAction;
}

export interface NetRules {
  /**
   * Makes the rules the browser's, all of them at once in place of those before. A pattern that this browser finds
   * too large is left out. Rejects where the browser refuses; then those before hold.
   */
  set(rules: readonly NetRule[]): Promise<void>;
}
