import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const users = {
  admin: { name: "admin", groups: "system:masters" },
  /** Somebody whom the cluster knows and who may do nothing yet. */
  guest: { name: "guest", groups: "" },
  controllers: { name: "system:kube-controller-manager", groups: "" },
  scheduler: { name: "system:kube-scheduler", groups: "" },
} as const;

export type User = keyof typeof users;

/** One token and one kubeconfig a user in `root`, for the server and its certificate; the key with which tokens of service accounts are signed. Returns the tokens. */
export function writeCredentials(root: string, server: string, certificate: string): Record<User, string> {
  const write = (name: string, content: string) => writeFileSync(join(root, name), content, { mode: 0o600 });
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  write("accounts.key", privateKey.export({ type: "sec1", format: "pem" }).toString());
  const names = Object.keys(users) as User[];
  const tokens = Object.fromEntries(names.map((user) => [user, randomBytes(16).toString("hex")])) as Record<User, string>;
  const lines = names.map((user) => `${tokens[user]},${users[user].name},${user},"${users[user].groups}"\n`);
  write("tokens.csv", lines.join(""));
  for (const user of names) write(`${user}.kubeconfig`, kubeconfig(server, certificate, tokens[user]));
  return tokens;
}

export function kubeconfig(server: string, certificate: string, token: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "certificate-authority": certificate } }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    "current-context": "test",
  });
}
