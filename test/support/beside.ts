import { monitorsDocument } from "../../charts/facts/monitors";
import { secretsDocument } from "../../charts/facts/secrets";
import type { Stack } from "../../charts/model/stack";
import type { Beside } from "./endpoints";

/** The texts of a stack that stand beside dist: the values of Secrets that hold an address, and the list of monitors. */
export function besideOf(stack: Stack): Beside[] {
  const secrets = secretsDocument(stack).credentials.flatMap(({ name, keys }) =>
    Object.entries(keys).flatMap(([key, origin]) =>
      origin.kind === "composed"
        ? [
            {
              where: `Secret ${name}/${key}`,
              text: origin.template,
              isReadBy: ({ spec }) => (spec.volumes ?? []).some(({ secret }) => secret?.secretName === name && holds(secret, key)),
            } satisfies Beside,
          ]
        : [],
    ),
  );
  const monitors = monitorsDocument(stack).monitors.flatMap((monitor) => {
    const asked = {
      http: "url" in monitor ? monitor.url : "",
      port: "port" in monitor ? `${monitor.hostname}:${monitor.port}` : "",
      push: "",
    };
    return asked[monitor.type]
      ? [{ where: `monitor ${monitor.name}`, text: asked[monitor.type], isReadBy: ({ name }) => name === "uptime-kuma" } satisfies Beside]
      : [];
  });
  return [...secrets, ...monitors];
}

/** Without a list of keys a volume holds all of them. */
function holds({ items }: { readonly items?: readonly { readonly key: string }[] }, key: string): boolean {
  return items?.some((item) => item.key === key) ?? true;
}
