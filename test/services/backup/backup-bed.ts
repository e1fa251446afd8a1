import { randomBytes } from "node:crypto";
import { afterAll, expect } from "@jest/globals";
import { emptyRepository } from "./repositories";
import { type Environment, Sandbox } from "./restic";

/** Days as the clock of UTC counts them. */
export const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

type Job = Environment & { RESTIC_REPOSITORY: string };

/** What backup.sh runs on in one suite: a password, repositories and volumes, each new. It ends with the suite. */
export function backupBed() {
  const box = new Sandbox();
  const password = box.file("password", "correct horse\n");
  let count = 0;

  function job(sources: string[], extra: Environment = {}): Job {
    count += 1;
    return {
      RESTIC_REPOSITORY: box.path(`repository-${count}`),
      RESTIC_PASSWORD_FILE: password,
      BACKUP_HOST: "k3s-public",
      BACKUP_TAG: "paperless",
      BACKUP_SOURCES: `${sources.join("\n")}\n`,
      LOCK_WAIT: "0",
      ...extra,
    };
  }

  /** The same with a repository that is there. */
  function prepared(sources: string[], extra: Environment = {}): Job {
    const env = job(sources, extra);
    emptyRepository(box, env.RESTIC_REPOSITORY, password);
    return env;
  }

  function volume(files = 6): string {
    count += 1;
    const name = `volume ${count}`;
    for (let index = 0; index < files; index++) box.file(`${name}/folder/${index} ä "size":9 .bin`, randomBytes(2000));
    return box.path(name);
  }

  /** Snapshots of so many days ago, made by restic alone. */
  function stored(env: Job, source: string, ...daysAgo: readonly number[]): void {
    for (const days of daysAgo) {
      const time = `${dayBefore(days)} 00:00:01`;
      const backup = ["backup", "--host", "k3s-public", "--tag", "paperless", "--time", time, source];
      expect(box.restic(env.RESTIC_REPOSITORY, password, backup)).toMatchObject({ code: 0 });
    }
  }

  afterAll(() => box.end());
  return { box, password, job, prepared, volume, stored };
}
