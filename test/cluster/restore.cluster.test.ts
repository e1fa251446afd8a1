import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { bedFolder } from "../bed/place";
import { finished } from "../support/finished";
import { project } from "./bed/addresses";
import { Bed } from "./bed/bed";
import { kubeconfigOf } from "./bed/credentials";
import { program } from "./bed/programs";
import { runPsql } from "./databases";
import { report } from "./report";

/** One of each shape: what PostgreSQL holds, what SQLite holds on the NAS, and files of several users. */
const lost = [
  { service: "n8n", namespace: "public", machine: "vps", volume: "home", file: "config", database: "n8n" },
  { service: "vaultwarden-private", namespace: "home", machine: "nas", volume: "data", file: "rsa_key.pem", sqlite: "db.sqlite3" },
  { service: "monica", namespace: "public-root", machine: "vps", volume: "storage", file: "app/public/photo.jpg", database: "monica" },
] as const;

/** The kubelet gives them to whatever lies in a volume whose folder has not the pod's group, at each start of Monica. */
const groupRights = 0o070;

interface Controller {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly replicas?: number; readonly suspend?: boolean };
  readonly status?: { readonly readyReplicas?: number };
}

describe("a service that has lost its data", () => {
  const bed = Bed.here();
  const mk360 = (...words: string[]) => bed.run(process.execPath, [join(project, "cli/bin.mjs"), ...words]);

  const folderOf = ({ machine, namespace, service, volume }: (typeof lost)[number]) =>
    join(bed.nodes[machine].folder, "rancher/k3s/storage", namespace, `${service}-${volume}`);
  /** Every file by its path: its content, its owner and its rights. */
  const filesOf = (one: (typeof lost)[number]) => {
    const folder = folderOf(one);
    const sqlite = "sqlite" in one ? one.sqlite : "";
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
      files
        .map(({ parentPath, name }) => join(parentPath, name))
        .filter((file) => file !== join(folder, sqlite) && !/\/(starts|stand-in\.json)$/.test(file))
        .sort()
        .map((file) => {
          const { uid, gid, mode } = lstatSync(file);
          return [
            relative(folder, file),
            `${uid}:${gid} ${(mode | groupRights).toString(8)} ${createHash("sha256").update(readFileSync(file)).digest("hex")}`,
          ];
        }),
    );
  };
  const ask = async (one: (typeof lost)[number], sql: string): Promise<string> =>
    "database" in one
      ? (await runPsql(`set role ${one.database}; ${sql}`, `--dbname=${one.database}`)).trim()
      : execFileSync("sqlite3", [join(folderOf(one), one.sqlite), sql], { encoding: "utf8", stdio: "pipe" }).trim();
  const stateOf = async (one: (typeof lost)[number]) => ({
    files: filesOf(one),
    rows: await ask(one, "select count(*), min(word), max(word) from kept"),
  });
  const controllerOf = async ({ service, namespace }: (typeof lost)[number]) => {
    const all = await bed.plane.api.list<Controller & { metadata: { name: string; namespace: string } }>("/apis/apps/v1/deployments");
    return all.find(({ metadata }) => metadata.name === service && metadata.namespace === namespace);
  };

  beforeAll(async () => {
    for (const one of lost) {
      await ask(one, "create table kept (number integer primary key, word text)");
      await ask(one, "insert into kept values (1, 'one'), (2, 'two'), (3, 'three')");
      const folder = join(folderOf(one), "letters");
      mkdirSync(folder);
      const { uid, gid } = lstatSync(join(folderOf(one), one.file));
      chownSync(folder, uid, gid);
      for (const name of ["one", "two", "three"]) {
        writeFileSync(join(folder, name), `letter ${name}\n`, { mode: 0o640 });
        chownSync(join(folder, name), uid, gid);
      }
      const { namespace, service } = one;
      const made = await bed.kubectl("-n", namespace, "create", "job", `--from=cronjob/${service}-backup`, `${service}-before-loss`);
      if (made.code !== 0) throw new Error(made.stderr);
    }
    for (const { namespace, service } of lost) {
      const done = await bed.kubectl("-n", namespace, "wait", `job/${service}-before-loss`, "--for=condition=Complete", "--timeout=280s");
      if (done.code !== 0) throw new Error(done.stderr);
    }
  });

  const before = new Map<string, unknown>();
  const after = new Map<string, unknown>();
  /** Those that are restored while n8n is. */
  const beside = new Map<string, ReturnType<typeof mk360>>();
  const stepsOf = (said: string) =>
    said
      .match(/^ *\d+ \w+ {2}.*$/gm)
      ?.map((line) => line.trim())
      .join("; ") ?? said;
  const lose = async (one: (typeof lost)[number]): Promise<void> => {
    before.set(one.service, await stateOf(one));
    rmSync(join(folderOf(one), "letters"), { recursive: true });
    const { uid, gid } = lstatSync(join(folderOf(one), one.file));
    writeFileSync(join(folderOf(one), "of today"), "new\n");
    chownSync(join(folderOf(one), "of today"), uid, gid);
    await ask(one, "delete from kept where number > 1; create table of_today (number integer)");
    after.set(one.service, await stateOf(one));
  };

  /** That nothing of a restore is left, and all that it stopped runs again. */
  const runsAgain = async (one: (typeof lost)[number]): Promise<void> => {
    const { metadata, spec, status } = (await controllerOf(one)) ?? { metadata: {}, spec: {} };
    expect([spec.replicas, status?.readyReplicas]).toEqual([1, 1]);
    expect(Object.keys(metadata.annotations ?? {}).filter((name) => /restore|reconcile/.test(name))).toEqual([]);
    const suspended = ["get", "cronjobs", "--namespace", one.namespace, "-o", "jsonpath={.items[?(@.spec.suspend==true)].metadata.name}"];
    expect((await bed.kubectl(...suspended)).stdout).toBe("");
    const left = await bed.kubectl("get", "jobs,configmaps", "-A", "-l", "app.kubernetes.io/managed-by=mk360", "-o", "name");
    expect(left.stdout.split("\n").filter((name) => name.includes(one.service))).toEqual([]);
  };

  test("without --to live it shows the backups and what would be replaced, and touches nothing", async () => {
    for (const one of lost) await lose(one);
    const [one] = lost;
    const { code, stdout } = await mk360("restore", "n8n");
    expect(code).toBe(0);
    expect(stdout).toMatch(/database n8n +in postgres, replaced as a whole\n +volume n8n\/home +becomes as the backup has it; caches/);
    expect(stdout).toContain("Nothing was touched");
    expect(await stateOf(one)).toEqual(after.get("n8n"));
    await runsAgain(one);
  });

  test("while one of its jobs is at work it is refused, and nothing is touched", async () => {
    const [one] = lost;
    const made = await bed.kubectl("-n", one.namespace, "create", "job", "--from=cronjob/n8n-backup", "n8n-at-work");
    expect(made.code).toBe(0);
    const { code, stderr } = await mk360("restore", "n8n", "--to", "live");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/public\/n8n-at-work-\w+ is "at work"/) });
    expect(await stateOf(one)).toEqual(after.get("n8n"));
    await bed.kubectl("-n", one.namespace, "delete", "job", "n8n-at-work");
    await runsAgain(one);
  });

  test("n8n: cut off half way the service stands still, and the same command goes on; one more gives back what it replaced", async () => {
    const [one] = lost;
    for (const { service } of lost.slice(1)) beside.set(service, mk360("restore", service, "--to", "live"));
    const child = spawn(process.execPath, [join(project, "cli/bin.mjs"), "restore", "n8n", "--to", "live"], {
      cwd: project,
      env: { HOME: bedFolder(), KUBECONFIG: kubeconfigOf("admin"), PATH: `${dirname(program("kubectl"))}:${process.env.PATH}` },
    });
    const ended = finished(child);
    const restoring = () => bed.kubectl("-n", one.namespace, "get", "job", "n8n-restore", "-o", "name");
    await eventually("a backup is being put back", 240, async () => ((await restoring()).code === 0 ? [] : ["not yet"]));
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect((await controllerOf(one))?.spec.replicas).toBe(0);

    const again = await mk360("restore", "n8n", "--to", "live");
    expect({ code: again.code, stderr: again.stderr }).toMatchObject({ code: 0 });
    report("n8n: restored, step by step, after it was cut off", stepsOf(again.stderr));
    expect(again.stderr).not.toContain("is stored");
    expect(await stateOf(one)).toEqual(before.get("n8n"));
    await runsAgain(one);

    expect(await mk360("restore", "n8n", "--undo", "--to", "live")).toMatchObject({ code: 0 });
    expect(await stateOf(one)).toEqual(after.get("n8n"));
  });

  test.each(lost.slice(1).map((one) => [one.service, one] as const))("%s: one command brings back what it had", async (service, one) => {
    const { code, stderr } = (await beside.get(service)) ?? { code: 1, stderr: "not begun" };
    report(`${service}: restored, step by step`, stepsOf(stderr));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await stateOf(one)).toEqual(before.get(service));
    expect(existsSync(join(folderOf(one), "of today"))).toBe(false);
    await expect(ask(one, "select count(*) from of_today")).rejects.toThrow();
    await runsAgain(one);
  });
});
