import { describe, expect, test } from "@jest/globals";
import { containersOf, podNamed, podsOf } from "../../support/pods";
import { distObjects, stackOf, whole } from "../../support/stack";

const backupOf = (service: string, objects = whole.objects) => {
  const pod = podNamed(objects, `${service}-backup`);
  const container = pod.spec.containers[0];
  const value = (name: string) => container?.env?.find((variable) => variable.name === name)?.value;
  return { pod, container, value, lines: (name: string) => value(name)?.split("\n") ?? [] };
};

describe("what a running service writes to while its backup reads", () => {
  // services.md: the names that these programs give their SQLite files, and the directory that each lies in.
  test.each([
    ["paperless-gpt", "/app/db", "modification_history.db"],
    ["vaultwarden-private", "/data", "db.sqlite3"],
    ["uptime-kuma", "/app/data", "kuma.db"],
  ])("of %s, the files of its SQLite are left out, and a dump is taken in their place", (service, folder, file) => {
    const owner = podNamed(whole.objects, service);
    const mount = containersOf(owner)
      .flatMap(({ volumeMounts = [] }) => volumeMounts)
      .find(({ mountPath }) => mountPath === folder);
    const claim = owner.spec.volumes?.find(({ name }) => name === mount?.name)?.persistentVolumeClaim?.claimName;
    const { pod, container, lines } = backupOf(service);
    const volume = pod.spec.volumes?.find(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim);
    const source = container?.volumeMounts?.find(({ name }) => name === volume?.name)?.mountPath;
    expect([claim, lines("BACKUP_SOURCES").includes(source ?? "")]).toEqual([expect.stringContaining(service), true]);
    // Copied one after the other while it is written to, the three do not fit each other.
    expect(lines("BACKUP_EXCLUDES")).toEqual(expect.arrayContaining(["", "-wal", "-shm"].map((end) => `${source}/${file}${end}`)));
    const dumped = containersOf(pod).flatMap(({ env = [] }) => env.filter(({ name }) => name === "SQLITE_SOURCE"));
    expect(dumped.map(({ value }) => value)).toEqual([`${source}/${file}`]);
  });
});

test.each(["n8n", "postgres", "vaultwarden-private"])("the dumps of %s are a source that may never be empty", (service) => {
  const { value, lines } = backupOf(service);
  expect(lines("BACKUP_SOURCES")).toContain(value("BACKUP_DUMPS"));
});

test("the owner's clean-up reaches the backup of that service, and no other", () => {
  const cleanedUp = { "paperless-business": "2026-11-02" };
  const objects = distObjects(stackOf({ backup: { ...whole.stack.config.backup, cleanedUp } }));
  expect(backupOf("paperless-business", objects).value("CLEANED_UP")).toBe("2026-11-02");
  expect(backupOf("paperless-private", objects).value("CLEANED_UP")).toBeUndefined();
});

describe("whose backups expire by themselves", () => {
  const value = (job: string, variable: string, objects = whole.objects) =>
    podNamed(objects, job)
      .spec.containers[0]?.env?.find(({ name }) => name === variable)
      ?.value?.split("\n") ?? [];
  /** What the backup jobs of dist write, by the repository of each side. */
  const written = (side: string) =>
    podsOf(whole.objects).flatMap(({ spec }) => {
      const env = new Map((spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
      return env.get("RESTIC_REPOSITORY")?.endsWith(`/${side}/`) ? [env.get("BACKUP_TAG")] : [];
    });

  test.each(["business", "private"])("the %s side: every job knows each tag that something running writes, and no other", (side) => {
    expect(written(side).length).toBeGreaterThan(3);
    for (const job of ["forget", "copy-weekly", "copy-monthly"])
      expect(value(`${job}-${side}`, "OWNED_TAGS").sort()).toEqual(written(side).sort());
  });

  test("a service that is off is parked, and owned by nobody", () => {
    const objects = distObjects(stackOf({ off: ["monica"] }));
    expect([value("forget-business", "PARKED_TAGS", objects), value("forget-business", "OWNED_TAGS", objects).includes("monica")]).toEqual([
      ["monica"],
      false,
    ]);
  });
});
