import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { KubeObject } from "../../charts/kit/manifest";
import { type Tree, write } from "../../charts/output/publish";
import type { Cluster, LiveObject } from "../api/cluster";
import { programOf } from "./programs";

interface GitRepository extends LiveObject {
  readonly spec: { readonly ref: { readonly branch: string }; readonly ignore: string };
}

/**
 * The owner's repository, and source-controller, which brings its commits to the cluster. That one program cannot be
 * built from what is public; what it does for a repository is done here in its words: the archive without what the
 * GitRepository ignores, its digest, and the status by which kustomize-controller finds it.
 */
export class GitSource {
  private readonly repository: string;
  private readonly archives: string;

  private constructor(
    private readonly cluster: Cluster,
    private readonly object: KubeObject,
    private readonly server: Server,
  ) {
    this.repository = mkdtempSync(join(cluster.root, "repository-"));
    this.archives = mkdtempSync(join(cluster.root, "archives-"));
    server.on("request", ({ url = "" }, response) => {
      const file = readdirSync(this.archives).find((name) => url === this.urlPath(name));
      response.statusCode = file ? 200 : 404;
      response.end(file ? readFileSync(join(this.archives, file)) : "");
    });
    this.git("init", "--quiet", "--initial-branch=main");
  }

  /** For the one GitRepository among `objects`. */
  static async start(cluster: Cluster, objects: readonly KubeObject[]): Promise<GitSource> {
    const object = objects.find(({ kind }) => kind === "GitRepository");
    if (!object) throw new Error("generated/flux has no GitRepository");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new GitSource(cluster, object, server);
  }

  /** Where kustomize-controller finds what source-controller's name stands for in a cluster. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Commits `files` as all that the repository holds, and hands them to the cluster. Gives back the revision, as Flux writes it. */
  async push(files: Tree): Promise<string> {
    for (const name of readdirSync(this.repository)) if (name !== ".git") rmSync(join(this.repository, name), { recursive: true });
    write(this.repository, files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "as the owner would");
    return this.hand(this.git("rev-parse", "HEAD").trim());
  }

  /** What the cluster was handed of a revision. */
  filesOf(revision: string): string[] {
    const list = execFileSync(programOf("tar"), ["--list", "--gzip", "--file", this.archiveOf(revision.replace(/^.*:/, ""))]);
    return list.toString().trim().split("\n");
  }

  private async hand(commit: string): Promise<string> {
    const path = await this.cluster.pathOf(this.object);
    const live = await this.cluster.api.get<GitRepository>(path);
    if (!live) throw new Error("the GitRepository is not in the cluster");
    const { spec, metadata } = live;
    const revision = `${spec.ref.branch}@sha1:${commit}`;
    const archive = this.pack(commit, spec.ignore);
    const name = `${commit}.tar.gz`;
    const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const condition = {
      status: "True",
      reason: "Succeeded",
      message: `stored artifact for revision '${revision}'`,
      lastTransitionTime: now,
      observedGeneration: metadata.generation,
    };
    await this.cluster.api.merge(`${path}/status`, {
      status: {
        observedGeneration: metadata.generation,
        observedIgnore: spec.ignore,
        artifact: {
          path: this.urlPath(name).slice(1),
          url: `http://source-controller.flux-system.svc.cluster.local.${this.urlPath(name)}`,
          revision,
          digest: `sha256:${createHash("sha256").update(archive).digest("hex")}`,
          size: archive.length,
          lastUpdateTime: now,
        },
        conditions: ["Ready", "ArtifactInStorage"].map((type) => ({ type, ...condition })),
      },
    });
    return revision;
  }

  /** The files of a commit that the rules do not exclude, by Git's own reading of them. */
  private pack(commit: string, ignore: string): Buffer {
    const rules = join(this.archives, "rules");
    writeFileSync(rules, ignore);
    const excluded = new Set(this.list("--cached", "--ignored", `--exclude-from=${rules}`));
    const kept = this.list("--cached").filter((file) => !excluded.has(file));
    const flat = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--mode=0644"];
    const words = ["--create", "--gzip", ...flat, "--null", "--files-from=-", "--file", this.archiveOf(commit)];
    execFileSync(programOf("tar"), words, { cwd: this.repository, input: kept.join("\0") });
    return readFileSync(this.archiveOf(commit));
  }

  private list(...flags: readonly string[]): string[] {
    return this.git("ls-files", "-z", ...flags)
      .split("\0")
      .filter((file) => file !== "");
  }

  private archiveOf(commit: string): string {
    return join(this.archives, `${commit}.tar.gz`);
  }

  private urlPath(name: string): string {
    return `/gitrepository/${this.object.metadata.namespace}/${this.object.metadata.name}/${name}`;
  }

  /** Git as it comes, whatever its user has set. */
  private git(...words: readonly string[]): string {
    const author = { NAME: "owner", EMAIL: "owner@example.com" };
    const env = Object.fromEntries(
      Object.entries(author).flatMap(([key, value]) => [`AUTHOR_${key}`, `COMMITTER_${key}`].map((name) => [`GIT_${name}`, value])),
    );
    return execFileSync(programOf("git"), words, {
      cwd: this.repository,
      env: { ...env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
  }
}
