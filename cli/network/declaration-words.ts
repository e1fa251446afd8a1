import type { Declaration } from "../../charts/model/network/edge";
import type { Use } from "../../charts/model/use";
import { reachWords } from "../../charts/pages/services/sites";

/** Which line of the model makes a connection, in words. */
export function declarationWords(by: Declaration): string {
  switch (by.kind) {
    case "use":
      return `${by.of.name} has it under uses: ${useWords(by.use)}`;
    case "names":
      return `it follows from the uses of ${by.of.name}: whoever opens connections looks up names`;
    case "site":
      return `${by.of.name} has it under sites: ${by.site.name}, for ${reachWords[by.reach]}`;
    case "host port":
      return `${by.of.name} has it under hostPorts: ${by.hostPort.number}, from ${reachWords[by.hostPort.from]}`;
  }
}

function useWords({ peer, grant }: Use): string {
  switch (peer.kind) {
    case "service":
      return `${peer.endpoint.service}, port ${peer.endpoint.name}${grant ? `, with the ${grant.kind.name} ${grant.name}` : ""}`;
    case "site":
      return `the site ${peer.site}`;
    case "internet":
      return "the internet";
    case "watched":
      return "all public sites and monitored ports";
    case "NAS shares":
      return "the shares of the NAS";
    case "server":
      return "the server at its WireGuard address";
    case "kubernetes":
      return "the Kubernetes API";
  }
}
