import type { IncomingHttpHeaders } from "node:http";

/** An answer of the API server. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
