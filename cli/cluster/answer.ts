import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../../charts/config/refusal";

/** An answer of the API server. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An empty list of a kind that was never there has null in place of its items. */
export interface List<T> {
  readonly items: readonly T[] | null;
}

/**
 * The object that an answer holds.
 * @throws Refusal when it is none, so when no API server has answered but a proxy or a login page.
 */
export function contentOf<T>({ body }: Pick<Answer, "body">, server: string): T {
  try {
    const content: unknown = JSON.parse(body);
    if (typeof content === "object" && content !== null && !Array.isArray(content)) return content as T;
  } catch {
    // Said below.
  }
  throw nobody(server);
}

/** @throws Refusal when it is no list. */
export function itemsOf<T>({ items }: Partial<List<T>>, server: string): readonly T[] {
  if (items === undefined || (items !== null && !Array.isArray(items))) throw nobody(server);
  return items ?? [];
}

function nobody(server: string): Refusal {
  return new Refusal("cluster", [
    {
      where: server,
      value: "something that answers, but not as Kubernetes does",
      allowed: "the address of an API server",
      fix: "check the server of the kubeconfig, and what stands before it: a proxy, or a page that asks for a login",
    },
  ]);
}
