import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { kubeconfig } from "../../api/credentials";
import { bedFolder } from "../../bed/place";
import { vps } from "./addresses";
import type { Authority } from "./authority";

export const server = `https://${vps.private}:6443`;

/** Who the API server knows, by the name of the kubeconfig. */
const users = {
  admin: { name: "admin", groups: "system:masters" },
  controllers: { name: "system:kube-controller-manager", groups: "" },
  scheduler: { name: "system:kube-scheduler", groups: "" },
  proxy: { name: "system:kube-proxy", groups: "system:node-proxier" },
  vps: { name: "system:node:vps", groups: "system:nodes" },
  nas: { name: "system:node:nas", groups: "system:nodes" },
} as const;

export const pki = (name: string): string => bedFolder(`${name}.pem`);
export const kubeconfigOf = (user: keyof typeof users): string => bedFolder(`${user}.kubeconfig`);

/** Writes every key, certificate, token and kubeconfig of the cluster into the bed. */
export async function writeCredentials(authority: Authority): Promise<void> {
  const write = (name: string, content: string) => writeFileSync(bedFolder(name), content, { mode: 0o600 });
  const ca = authority.pair;
  write("ca.pem", ca.certificate);
  write("ca-key.pem", ca.key);
  const api = await authority.sign("CN=kube-apiserver", {
    names: ["kubernetes", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"],
    // The first of the range for Services is the API server's.
    addresses: [vps.private, "10.43.0.1", "127.0.0.1"],
  });
  const toKubelets = await authority.sign("CN=kube-apiserver-kubelet-client,O=system:masters");
  write("api.pem", api.certificate);
  write("api-key.pem", api.key);
  write("to-kubelets.pem", toKubelets.certificate);
  write("to-kubelets-key.pem", toKubelets.key);
  write("accounts.pem", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "sec1", format: "pem" }).toString());
  const lines = Object.entries(users).map(([user, { name, groups }]) => {
    const token = randomBytes(16).toString("hex");
    write(`${user}.token`, token);
    write(`${user}.kubeconfig`, kubeconfig(server, pki("ca"), token));
    return `${token},${name},${user},"${groups}"\n`;
  });
  write("tokens.csv", lines.join(""));
}
