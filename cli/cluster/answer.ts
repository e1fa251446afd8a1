import type { IncomingHttpHeaders } from "node:http";
import { parsePrintable } from "../text/printable";

/** An answer of the API server. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is wrong with an answer that no API server gives: a login page, a redirection, something else than JSON. */
export function foreignWords({ status, headers, body }: Answer): string | undefined {
  if (status >= 300 && status < 400) return `a server that sends elsewhere (HTTP ${status})`;
  if (/^\s*</.test(body) || /^text\/html/.test(headers["content-type"] ?? ""))
    return `a server that answers with a web page (HTTP ${status})`;
  if (status < 300 && !/^\s*\{/.test(body)) return "a server that answers without a JSON object";
  return undefined;
}

/** The object that an answer holds, its texts printable; undefined when it is none. */
export function objectOf({ body }: Answer): object | undefined {
  try {
    const value = parsePrintable(body);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
