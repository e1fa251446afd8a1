import { watched } from "../backup/watched";
import { capped, type Environment, images, mebi, memory, milli, type SetUp, user } from "../vocabulary";
import library from "./set-up.mjs";

/** What it is told whose heap ends at 64 MB; behind what it is told besides. */
export const smallNode: Environment = { HOME: "/tmp", NODE_OPTIONS: "--max-old-space-size=64" };

/** A set-up of one program that asks a few pages or calls a few functions of its service, in the image of Node. `asks` says which. */
export function asking(program: string, asks: string): Pick<SetUp, "image" | "runsAs" | "command" | "memory" | "cpu" | "watch"> {
  return {
    image: images.node,
    runsAs: user(1000),
    command: ["node", `/set-up/${program}`],
    memory: memory(mebi(64), mebi(128), `Node that ${asks}; the heap ends at 64 MB`),
    cpu: capped(milli(20), milli(300), "it has an hour"),
    watch: watched(),
  };
}

/** The files of a program that fills a service, in one folder of its pod, beside what each of these programs needs. */
export function programIn(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const all = Object.entries({ ...files, "set-up.mjs": library });
  return Object.fromEntries(all.map(([name, text]) => [`${folder}/${name}`, text]));
}
