import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ApiServer } from "./api-server.mjs";

const root = join(import.meta.dirname, "..");
const tool = join(root, "tools/run.mjs");
const needed = ["etcd", "kube-apiserver", "kubectl"];
const kinds = "nodes,pods,deployments,statefulsets,daemonsets,jobs,cronjobs,persistentvolumeclaims,secrets";

/** The folder with a control plane that is there already: the one that is named, else what .ci/control-plane.sh keeps. */
function programs() {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "mk360");
  const kept = existsSync(cache) ? readdirSync(cache).filter((name) => /^control-plane-[\d.-]+$/.test(name)) : [];
  const folders = [process.env.KUBEBUILDER_ASSETS ?? "", ...kept.map((name) => join(cache, name))];
  return folders.find((folder) => folder !== "" && needed.every((name) => existsSync(join(folder, name))));
}

/**
 * `mk360 status` against one `kubectl get` of the same kinds, both as whole processes on a real API server that holds
 * the whole stack; then its time for each object with ten times the stack. Ratios alone: seconds say more about the machine.
 * @returns the goals as [what, value, limit], or nothing where there is no control plane.
 */
export async function measureStatus(measure, workspace) {
  const folder = programs();
  if (!folder) {
    console.log(
      "left out: there is no control plane, so mk360 status was not measured; KUBEBUILDER_ASSETS=$(sh .ci/control-plane.sh) makes one",
    );
    return [];
  }
  const server = await ApiServer.start(folder, join(workspace, "api-server"));
  try {
    const env = { KUBECONFIG: server.kubeconfig, HOME: workspace };
    const seconds = (command, args) => measure(9, command, args, env).seconds;
    const one = await fill(server, workspace, 1);
    const command = seconds(process.execPath, [join(root, "cli/bin.mjs"), "status"]);
    const kubectl = seconds(join(folder, "kubectl"), ["get", kinds, "--all-namespaces"]);
    const single = seconds(process.execPath, [tool, join(root, "bench/status-report.ts"), "1"]);
    const ten = await fill(server, workspace, 10);
    const tenfold = seconds(process.execPath, [tool, join(root, "bench/status-report.ts"), "10"]);
    console.log(
      `mk360 status ${command.toFixed(3)} s, kubectl get ${kubectl.toFixed(3)} s; ${one} objects ${single.toFixed(3)} s, ${ten} objects ${tenfold.toFixed(3)} s`,
    );
    return [
      ["mk360 status at most 1.5 times kubectl get of the same kinds", command / kubectl, 1.5],
      ["mk360 status: time per object at 10x no higher than at 1x", tenfold / ten / (single / one), 1],
    ];
  } finally {
    await server.stop();
  }
}

/** Puts the stack there, so many times; says how many objects status reads of it. */
async function fill(server, workspace, times) {
  const file = join(workspace, `status-${times}.json`);
  execFileSync(process.execPath, [tool, join(root, "bench/status-objects.ts"), `${times}`, file], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const objects = JSON.parse(readFileSync(file, "utf8"));
  await server.put(objects);
  return objects.filter(({ kind }) => kind !== "Namespace").length;
}
