import { type Environment, gibi, images, mebi, type ProgramProps, upTo } from "../vocabulary";
import backup from "./backup.sh";
import check from "./check.sh";
import copy from "./copy.sh";
import forget from "./forget.sh";
import library from "./lib.sh";
import { type Repository, repositoryCredential } from "./repositories";
import repository from "./repository.sh";
import restore from "./restore.sh";
import retention from "./retention.sh";
import snapshots from "./snapshots.sh";
import yardstick from "./yardstick.sh";

const scripts = {
  "backup.sh": backup,
  "check.sh": check,
  "copy.sh": copy,
  "forget.sh": forget,
  "restore.sh": restore,
  "snapshots.sh": snapshots,
};

/** What it may write: its cache, and what it makes on the way. */
export const resticSpace = { "/cache": upTo(gibi(2)), "/tmp": upTo(mebi(256)) } as const;

/** What every restic program has in common: its image, one script of ours, the repository's password, a cache that may be lost. */
export function restic(
  script: keyof typeof scripts,
  of: Repository,
  env: Environment,
): Pick<ProgramProps, "image" | "command" | "files" | "env"> {
  return {
    image: images.restic,
    command: ["sh", `/scripts/${script}`],
    files: {
      [`/scripts/${script}`]: scripts[script],
      "/scripts/lib.sh": library,
      "/scripts/repository.sh": repository,
      "/scripts/retention.sh": retention,
      "/scripts/yardstick.sh": yardstick,
    },
    env: {
      RESTIC_PASSWORD_FILE: repositoryCredential(of).file("repository-password"),
      RESTIC_CACHE_DIR: "/cache",
      HOME: "/tmp",
      ...env,
    },
  };
}
