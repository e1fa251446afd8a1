import type { Cause } from "./finding";

const configuration = "/etc/rancher/k3s/config.yaml";

/** Parts of k3s that the stack needs and that were left out: one edit and one start bring all of them. */
export const partsMissing: Cause = {
  name: "parts of k3s",
  fix: `remove coredns, metrics-server and local-storage from disable in ${configuration} on the server and restart k3s`,
};

/** The step for one of them alone. */
export function enable(part: string): string {
  return `remove ${part} from disable in ${configuration} on the server and restart k3s`;
}
