import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { bedFolder, outside } from "../../../bed/place";
import { cluster } from "../programs";

/** The root file system of the images, once more for what runs outside; what is written there goes with the bed. */
export function mountRoot(): void {
  for (const name of ["outside-root", "outside-upper", "outside-work"]) mkdirSync(bedFolder(name));
  const layers = `lowerdir=${cluster.image()},upperdir=${bedFolder("outside-upper")},workdir=${bedFolder("outside-work")}`;
  outside.run("mount", "-t", "overlay", "overlay", "-o", layers, root());
  outside.run("mount", "--bind", "/dev", root("dev"));
  outside.run("mount", "-t", "proc", "proc", root("proc"));
  // What is written for its programs lies in the bed, under the same path.
  mkdirSync(root(bedFolder()), { recursive: true });
  outside.run("mount", "--bind", bedFolder(), root(bedFolder()));
}

export const root = (...parts: string[]): string => [bedFolder("outside-root"), ...parts].join("/").replaceAll(/\/+/g, "/");

/** The words that run a program of that root file system. */
export const inRoot = (file: string): string[] => ["chroot", root(), file];

/** A user whose home is a folder of its own; one of the same name that Debian has gives way. */
export function addUser(name: string, id: number, home: string): void {
  const file = root("etc/passwd");
  const others = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(`${name}:`));
  writeFileSync(file, `${[...others, `${name}:x:${id}:${id}::${home}:/bin/sh`].join("\n")}\n`);
  ownedFolder(home, id);
}

export function ownedFolder(path: string, id: number): void {
  mkdirSync(root(path), { recursive: true });
  outside.run("chown", `${id}:${id}`, root(path));
}
