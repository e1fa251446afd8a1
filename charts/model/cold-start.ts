import type { Machine } from "./machine/machine";
import type { Service } from "./service";
import type { Stack } from "./stack";

/** A file that a pod reads from the cluster, and where the machine keeps it. */
export interface KeptFile {
  readonly kind: "configmap" | "secret";
  /** The object that holds it. */
  readonly object: string;
  readonly key: string;
  readonly path: string;
}

/** A service as podman runs it on its machine while the server is away: from the same objects, on the same data. */
export interface ColdStartPod {
  readonly service: Service;
  /** The manifest that `podman kube play` takes. */
  readonly pod: object;
  /** The file that is locked while somebody works on the data. */
  readonly lock: string;
  readonly kept: readonly KeptFile[];
  /** Directories that must be there before it starts, empty. */
  readonly scratch: readonly string[];
}

/** The services that a machine starts by itself while the server is away, in the order of the catalogue. */
export function coldStarters({ services }: Stack, machine: Machine): Service[] {
  return services.filter((service) => service.coldStart && service.machine === machine.name);
}
