import type { JsonObject } from './json.js';

export interface WebhookRequest {
  /** http or https. */
  url: string;
  headers: Record<string, string>;
  body: JsonObject;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** What came of one delivery attempt: the status, or why there was none. */
export type WebhookOutcome = { status: number } | { error: string; refused: boolean };

/** Posts JSON to an address that a caller chose: no redirects, and never to a cloud's metadata address. */
export interface Webhook {
  /** What forbids an address, as far as its text tells, to go on after its name ("must ..."); null = it may be tried. */
  refusal(url: string): string | null;
  post(request: WebhookRequest): Promise<WebhookOutcome>;
}
