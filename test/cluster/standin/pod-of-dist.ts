import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Container, filesNamed, type Pod, podsOf, runsForEver } from "../../support/pods";
import type { Sandbox } from "../../support/real";
import { whole } from "../../support/stack";
import { contractsJson } from "./contracts";

/** What a test may change of a pod before its program starts. */
export interface Changed {
  readonly user?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** Files of secrets, by their path; undefined takes one away. */
  readonly secrets?: Readonly<Record<string, string | undefined>>;
  /** Paths that are no mounts any more. */
  readonly unmounted?: readonly string[];
  readonly readOnlyRoot?: boolean;
}

const names = readFileSync(join(__dirname, "names.txt"), "utf8").trim().split("\n");

/** There is no shell: what begins with one is tried elsewhere, and what it goes on with stands behind its own words. */
const ownWords: Readonly<Record<string, number>> = { "hold-data.sh": 3, "with-token.sh": 2 };
const withoutShell = (command: readonly string[]): readonly string[] => command.slice(ownWords[basename(command[1] ?? "")] ?? 0);

/** The first container of a service's pod as dist declares it, with the stand-in as its image. */
export class PodOfDist {
  private readonly pod: Pod;
  private readonly main: Container;

  constructor(
    private readonly box: Sandbox,
    private readonly program: string,
    private readonly service: string,
    /** What its secrets hold where the content matters; everything else holds some text. */
    private readonly secrets: Readonly<Record<string, string>> = {},
  ) {
    this.pod = podsOf(whole.objects).find((pod) => runsForEver(pod) && pod.name === service) as Pod;
    this.main = this.pod.spec.containers[0] as Container;
  }

  /** Starts it, and gives its code and what it said until it ended or said that it is ready or waits for another program. */
  start(changed: Changed = {}): Promise<{ readonly code: number | null; readonly said: string }> {
    const root = this.build(changed);
    const { securityContext, env = [], args = [], command = ["/usr/local/bin/standin"] } = this.main;
    const image = basename(this.main.image.split(":")[0] as string);
    const variables = {
      ...Object.fromEntries(env.map(({ name, value = "a secret" }) => [name, value])),
      ...{ HOSTNAME: `${this.service}-5d8f-x2x`, STANDIN_IMAGE: image, ...changed.env },
      ...{ PATH: process.env.PATH, ROOT_IS: (changed.readOnlyRoot ?? securityContext?.readOnlyRootFilesystem) ? "read-only" : "writable" },
    };
    const user = changed.user ?? securityContext?.runAsUser ?? 0;
    const own = withoutShell(command);
    const inside = [root, user, securityContext?.runAsGroup ?? 0, ...own, ...(changed.args ?? args)].map(String);
    const given = ["--mount", "--net", "--pid", "--fork", "--kill-child", join(__dirname, "in-a-pod.sh"), ...inside];
    const child = spawn("unshare", given, { env: variables, stdio: ["ignore", "ignore", "pipe"], detached: true });
    return new Promise((resolve, reject) => {
      let said = "";
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, said }));
      child.stderr.on("data", (data) => {
        said += data;
        if (/: ready$|: not yet: /m.test(said)) process.kill(-(child.pid as number), "SIGKILL");
      });
    });
  }

  private build({ secrets = {}, unmounted = [] }: Changed): string {
    const root = this.box.path(this.service);
    rmSync(root, { recursive: true, force: true });
    const put = (path: string, content: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
      chmodSync(join(root, path), 0o444);
    };
    mkdirSync(join(root, "proc"), { recursive: true });
    put("/usr/local/share/standin/contracts.json", contractsJson());
    mkdirSync(join(root, "usr/local/bin"));
    copyFileSync(this.program, join(root, "usr/local/bin/standin"));
    for (const name of names) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      symlinkSync("/usr/local/bin/standin", join(root, name));
    }
    const mounts = (this.main.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
      const volume = this.pod.spec.volumes?.find((each) => each.name === name);
      mkdirSync(join(root, mountPath), { recursive: true });
      for (const { path } of volume?.secret?.items ?? []) {
        const file = join(mountPath, path);
        const content = file in secrets ? secrets[file] : (this.secrets[file] ?? "a secret");
        if (content !== undefined) put(file, content);
      }
      if (volume?.configMap)
        for (const [file, content] of Object.entries(filesNamed(whole.objects, volume.configMap.name))) put(join(mountPath, file), content);
      const kind = volume?.persistentVolumeClaim ? "kept" : volume?.emptyDir ? "scratch" : "read-only";
      return unmounted.includes(mountPath) ? [] : [`${kind} ${mountPath}`];
    });
    if (this.service === "adguard") put("/opt/adguardhome/conf/AdGuardHome.yaml", "http:\n  address: 0.0.0.0:3000\ndns:\n  port: 5053\n");
    writeFileSync(`${root}.mounts`, mounts.map((line) => `${line}\n`).join(""));
    return root;
  }
}
