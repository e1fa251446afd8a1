import { type Fault, Refusal } from "../../charts/config/refusal";
import { type Answer, objectOf } from "./answer";

/** The API server cannot be reached, or is not the one that the kubeconfig means. */
export function unreachable(server: string, context: string, error: NodeJS.ErrnoException): Refusal {
  const isCertificate = /^(CERT_|ERR_TLS|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/.test(error.code ?? "");
  return new Refusal("cluster", [
    {
      where: `${server} (context ${context})`,
      value: error.message,
      allowed: isCertificate ? "a server whose certificate the kubeconfig's authority has signed" : "an API server that answers",
      fix: isCertificate
        ? "take the kubeconfig of this cluster: another one was made at this address since"
        : "check the VPN and `kubectl get --raw /readyz`, then run the same command again",
    },
  ]);
}

/** Something answers at the address, and it is no API server. */
export function noApiServer(server: string, context: string, value: string): Refusal {
  return new Refusal("cluster", [
    {
      where: `${server} (context ${context})`,
      value,
      allowed: "a Kubernetes API server; this is none, or something stands before it",
      fix: "check the address and the proxy in the kubeconfig, and whether this network wants a login first, then run the same command again",
    },
  ]);
}

/** What was deleted is not gone. */
export function stillThere(path: string): Refusal {
  const [, namespace, kind, name] = /namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  return new Refusal("cluster", [
    {
      where: path,
      value: "still there",
      allowed: "an object that ends when it is deleted",
      fix: `see whether its machine is there (mk360 status) and \`kubectl -n ${namespace} get ${kind} ${name} -o yaml\`, then run the same command again`,
    },
  ]);
}

/** What the API server refused, with the way out where it is known. */
export function refusalOf(answer: Answer, verb: "read" | "write", path: string): Refusal {
  const message = messageOf(answer) || `HTTP ${answer.status}`;
  return new Refusal("cluster", [{ where: path.split("?")[0] ?? path, value: message, ...wayOut(answer.status, message, verb) }]);
}

function wayOut(code: number, message: string, verb: "read" | "write"): Pick<Fault, "allowed" | "fix"> {
  if (code === 401) return { allowed: "credentials that the cluster knows", fix: "take a fresh kubeconfig from the server" };
  if (code === 403 && /being terminated/.test(message)) {
    return {
      allowed: "a namespace that stays",
      fix: "wait until `kubectl get namespaces` shows it no more, then run the same command again",
    };
  }
  if (code === 403)
    return { allowed: `a user who may ${verb} this`, fix: "use the kubeconfig of an administrator, or have the right granted" };
  if (code === 404) return { allowed: "an object or a kind that the cluster has", fix: "apply dist first: kubectl apply -R -f dist" };
  if (code === 409) {
    const owners = [...message.matchAll(/conflicts? with "([^"]+)"/g)].map(([, owner]) => owner);
    return {
      allowed: "fields that nobody else owns",
      fix: `let ${[...new Set(owners)].join(" and ") || "their owner"} change them, or remove the object and run the same command again`,
    };
  }
  if (/database space exceeded|no space left/.test(message)) {
    return {
      allowed: "a cluster store with free space",
      fix: "free space on the server, compact and defragment etcd and clear its alarm, then run the same command again",
    };
  }
  if (code >= 500)
    return { allowed: "an API server that works", fix: "see `journalctl -u k3s` on the server, then run the same command again" };
  return { allowed: "what the API server accepts", fix: "mend what it names, then run the same command again" };
}

function messageOf(answer: Answer): string {
  const status = objectOf(answer) as { readonly message?: unknown } | undefined;
  if (!status) return answer.body.slice(0, 200).trim();
  return typeof status.message === "string" ? status.message : "";
}

/** One fault for all places that have the same one. */
export function together(faults: readonly Fault[]): Fault[] {
  const groups = new Map<string, { first: Fault; count: number }>();
  for (const fault of faults) {
    const key = `${fault.allowed}\n${fault.fix}`;
    const known = groups.get(key);
    groups.set(key, { first: known?.first ?? fault, count: (known?.count ?? 0) + 1 });
  }
  return [...groups.values()].map(({ first, count }) =>
    count === 1 ? first : { ...first, where: `${first.where} and ${count - 1} more` },
  );
}
