import { randomBytes } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { expect } from "@jest/globals";
import { quicken } from "./quick-key";
import type { Environment, Outcome, Sandbox } from "./restic";

const day = 86_400_000;

/** An empty repository that is quick to open. One is made for each password: restic measures for seconds how much work it asks of scrypt. */
export function emptyRepository(box: Sandbox, path: string, passwordFile: string): void {
  const first = `${passwordFile}.repository`;
  if (!existsSync(first)) {
    expect(box.restic(first, passwordFile, ["init"])).toMatchObject({ code: 0 });
    quicken(first, passwordFile);
  }
  cpSync(first, path, { recursive: true });
}

/** Repositories with snapshots of any age, near ones and the copies of them far away. */
export class Repositories {
  /** The file with the password of the repositories in the house. */
  readonly near: string;
  /** The file with the password of their copies. */
  readonly far: string;
  private count = 0;

  constructor(private readonly box: Sandbox) {
    this.near = box.file("near-password", "near\n");
    this.far = box.file("far-password", "far\n");
  }

  /** A new one with a snapshot for each age in days. */
  make(daysAgo: readonly number[], host = "k3s-public"): string {
    const path = this.box.path(`repository-${++this.count}`);
    emptyRepository(this.box, path, this.near);
    this.add(path, daysAgo, host);
    return path;
  }

  add(path: string, daysAgo: readonly number[], host = "k3s-public", ...tags: readonly string[]): void {
    const tagged = (tags.length > 0 ? tags : ["t"]).flatMap((tag) => (tag === "" ? [] : ["--tag", tag]));
    for (const days of daysAgo) {
      const time = new Date(Date.now() - days * day).toISOString().slice(0, 19).replace("T", " ");
      const file = this.box.file("data/file", randomBytes(300_000));
      expect(this.box.restic(path, this.near, ["backup", "--host", host, ...tagged, "--time", time, file])).toMatchObject({ code: 0 });
    }
  }

  /** What copy.sh reads, for a copy of `source` to a place that is not there yet. */
  copyOf(source: string, extra: Environment = {}): Environment & { RESTIC_REPOSITORY: string } {
    return {
      RESTIC_FROM_REPOSITORY: source,
      RESTIC_FROM_PASSWORD_FILE: this.near,
      RESTIC_REPOSITORY: this.box.path(`copy-${++this.count}`),
      RESTIC_PASSWORD_FILE: this.far,
      KEEP_WITHIN: "28d",
      OWNED_TAGS: "t",
      BACKUP_HOST: "k3s-public",
      LOCK_WAIT: "0",
      ...extra,
    };
  }

  /** Runs copy.sh; the copy that it has made is quick to open from then on. */
  async copy(env: Environment & { RESTIC_REPOSITORY: string }): Promise<Outcome> {
    const done = await this.box.run("copy.sh", env);
    if (existsSync(env.RESTIC_REPOSITORY)) quicken(env.RESTIC_REPOSITORY, this.far);
    return done;
  }

  /** The ages of the snapshots in days. */
  ages(path: string, password: string): number[] {
    return this.box.snapshots(path, password).map(({ time }) => Math.round((Date.now() - Date.parse(time)) / day));
  }
}
