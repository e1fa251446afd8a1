import type { Facts } from "./facts";
import { type Finding, ok, unknown, warning, wrong } from "./finding";

/** The Kubernetes that dist/ is tried against; k3s is one minor version a line. */
export const tested = { major: 1, minor: 36 } as const;

const name = "k3s version";
const update = `put k3s ${tested.major}.${tested.minor} on it: the server first, then the NAS, no minor version left out`;

/** One line of k3s everywhere, the one that dist/ is tried against; no node newer than its server. */
export function versionFindings({ version, nodes }: Pick<Facts, "version" | "nodes">): Finding[] {
  const server = minorOf(version);
  if (server === undefined) return [unknown(name, `the API server says ${version}, which is no version`, "kubectl version")];
  const versions = nodes.map(({ metadata, status }) => ({ node: metadata.name, text: status.nodeInfo?.kubeletVersion ?? "" }));
  const said = [version, ...versions.map(({ node, text }) => `${node} ${text || "unknown"}`)].join(", ");
  const strange = versions.find(({ text }) => text !== "" && !text.includes("+k3s"));
  const newer = versions.find(({ text }) => (minorOf(text) ?? 0) > server);
  const older = versions.find(({ text }) => text !== "" && (minorOf(text) ?? 0) < server);
  if (server < tested.minor) return [wrong(name, said, update)];
  if (newer) return [wrong(name, `${said}; ${newer.node} is newer than its server`, update)];
  if (server > tested.minor)
    return [
      warning(
        name,
        `${said}; dist/ is tried against ${tested.major}.${tested.minor}`,
        "run npm run test:api with that version before you rely on it",
      ),
    ];
  if (older) return [warning(name, `${said}; ${older.node} is older than its server`, update)];
  if (strange)
    return [
      warning(
        name,
        `${said}; ${strange.node} is not k3s`,
        "see that policies are enforced, local-path volumes made and host ports bound there",
      ),
    ];
  return [ok(name, said)];
}

function minorOf(version: string): number | undefined {
  const match = /^v1\.(\d+)\./.exec(version);
  return match ? Number(match[1]) : undefined;
}
