import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { eventually } from "../../api/eventually";
import { bedFolder, Place } from "../../bed/place";
import { finished, type Run } from "../../support/finished";
import { project } from "./addresses";
import { Authority } from "./authority";
import { ControlPlane } from "./control-plane";
import { kubeconfigOf, writeCredentials } from "./credentials";
import { imagesIn, makeArchive } from "./images";
import { makeMachine } from "./machines";
import { connect, leadToPods } from "./networks";
import { Node } from "./node";
import { startHosts } from "./outside/hosts";
import { makeHostKeys } from "./outside/keys";
import { startLetsEncrypt } from "./outside/lets-encrypt";
import { startMailbox } from "./outside/mailbox";
import { startResolver } from "./outside/resolver";
import { mountRoot } from "./outside/root";
import { startShares } from "./outside/smb";
import { checkPrograms, program } from "./programs";

interface NodeObject {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly podCIDR?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const names = ["vps", "nas"] as const;

/** Two machines that have joined one cluster, and what lies around them. Made once; each test file takes hold of it by `Bed.here()`. */
export class Bed {
  readonly nodes: Readonly<Record<"vps" | "nas", Node>>;
  readonly plane: ControlPlane;

  private constructor(machines: Readonly<Record<"vps" | "nas", Place>>) {
    this.nodes = { vps: new Node("vps", machines.vps), nas: new Node("nas", machines.nas) };
    this.plane = new ControlPlane(machines.vps);
  }

  /** The bed that stands. */
  static here(): Bed {
    const holders = JSON.parse(readFileSync(bedFolder("machines.json"), "utf8")) as Record<"vps" | "nas", number>;
    return new Bed({ vps: new Place("vps", holders.vps), nas: new Place("nas", holders.nas) });
  }

  /** Makes it, with nothing of ours on it: what k3s brings runs when this is through. */
  static async make(): Promise<Bed> {
    checkPrograms();
    const [vps, nas] = [await makeMachine("vps"), await makeMachine("nas")];
    writeFileSync(bedFolder("machines.json"), JSON.stringify({ vps: vps.holder, nas: nas.holder }));
    connect({ vps, nas });
    const authority = await Authority.make();
    await writeCredentials(authority);
    mountRoot();
    makeHostKeys();
    startResolver();
    startHosts();
    startShares();
    await startMailbox(authority);
    const bed = new Bed({ vps, nas });
    await Promise.all([bed.loadImages(authority), bed.plane.start(), startLetsEncrypt(authority)]);
    await bed.join();
    await bed.applyOwn();
    return bed;
  }

  kubectl(...args: string[]): Promise<Run> {
    return this.run(program("kubectl"), args);
  }

  /** A program of the owner's, on the laptop that dials into the VPN. */
  run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = project): Promise<Run> {
    const path = `${dirname(program("kubectl"))}:${process.env.PATH}`;
    const child = spawn(command, args, {
      cwd,
      env: { HOME: bedFolder(), KUBECONFIG: kubeconfigOf("admin"), PATH: path, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return finished(child);
  }

  private async loadImages(authority: Authority): Promise<void> {
    const images = imagesIn(textOf(join(project, "dist")));
    const archive = await makeArchive(images, authority.pair.certificate);
    await Promise.all(Object.values(this.nodes).map((node) => load(node, archive)));
    rmSync(archive);
  }

  private async join(): Promise<void> {
    const { api } = this.plane;
    const nodes = Object.values(this.nodes);
    for (const node of nodes) node.startKubelet();
    const found = async () => api.list<NodeObject>("/api/v1/nodes");
    const ranges: Record<string, string> = {};
    await eventually("each machine has its range of addresses for pods", 60, async () => {
      for (const { metadata, spec } of await found()) if (spec.podCIDR) ranges[metadata.name] = spec.podCIDR;
      return names.filter((name) => !ranges[name]);
    });
    for (const node of nodes) node.writeNetwork(ranges[node.name] ?? "");
    leadToPods({ vps: this.nodes.vps.place, nas: this.nodes.nas.place }, { vps: ranges.vps ?? "", nas: ranges.nas ?? "" });
    for (const node of nodes) {
      node.startProxy();
      node.startPolicies();
    }
    await eventually("both machines are ready", 120, async () => {
      const ready = (await found()).filter(({ status }) =>
        status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
      );
      return names
        .filter((name) => !ready.some(({ metadata }) => metadata.name === name))
        .map((name) => `${name}: ${this.nodes[name].place.log("kubelet").slice(-600)}`);
    });
  }

  private async applyOwn(): Promise<void> {
    const applied = await this.kubectl("apply", "-f", join(__dirname, "k3s.yaml"));
    if (applied.code !== 0) throw new Error(applied.stderr);
    const ready = await this.kubectl("-n", "kube-system", "wait", "deployment", "--all", "--for=condition=Available", "--timeout=120s");
    if (ready.code !== 0) throw new Error(`${ready.stdout}${ready.stderr}`);
  }
}

async function load(node: Node, archive: string): Promise<void> {
  await node.startContainerd();
  await node.ctr("images", "import", archive);
}

function textOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}
