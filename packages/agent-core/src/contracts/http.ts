export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
}

export type HttpOutcome =
  | { readonly ok: true; readonly status: number; readonly body: Uint8Array }
  /** No answer: offline, refused, too slow, or a broken address. */
  | { readonly ok: false };

/** One request; never rejects. Sends no cookies and follows no redirects. */
export interface Http {
  request(request: HttpRequest): Promise<HttpOutcome>;
}
