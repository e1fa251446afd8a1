import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { bedFolder } from "../../bed/place";
import { contractsJson } from "../standin/contracts";
import { nodePrograms } from "../standin/node-programs";
import { configOf, type ImageConfig } from "./image-list";
import { cluster, program } from "./programs";

/** An image of dist: what it is called with its tag, and with its digest where it has one. */
export interface Image {
  readonly repository: string;
  readonly tagged: string;
  readonly pinned?: string;
}

/** What the bed needs beside dist. */
const own = ["docker.io/local/coredns:1", "docker.io/local/local-path-provisioner:1", "docker.io/local/busybox:1"];
const pause = "docker.io/local/pause:1";

/** Every image that the text of manifests names. */
export function imagesIn(text: string): Image[] {
  const references = new Set([...text.matchAll(/^\s*(?:- )?image: (\S+)$/gm)].map(([, reference = ""]) => reference));
  return [...references].sort().map((reference) => {
    const [tagged = "", digest] = reference.split("@");
    const repository = tagged.slice(0, tagged.lastIndexOf(":"));
    return { repository, tagged, ...(digest ? { pinned: `${repository}@${digest}` } : {}) };
  });
}

/** Writes one archive with all of them, which `ctr images import` takes: many names for the same two layers. */
export async function makeArchive(images: readonly Image[], authority: string): Promise<string> {
  const folder = bedFolder("images");
  mkdirSync(folder);
  const ground = { file: rootLayer(), id: "" };
  const top = { file: topLayer(authority), id: "" };
  for (const layer of [ground, top]) layer.id = await digestOf(layer.file);
  const small = { file: pauseLayer(), id: "" };
  small.id = await digestOf(small.file);
  const names = new Set<string>([basename(ground.file), basename(top.file), basename(small.file)]);
  const entries = [
    // The runtime looks an image with a digest up by that name alone, and compares nothing.
    ...images.map(({ repository, tagged, pinned }) => entry(pinned ? [tagged, pinned] : [tagged], configOf(repository), [ground, top])),
    ...own.map((tagged) => entry([tagged], configOf(tagged.replace(/:1$/, "")), [ground, top])),
    entry([pause], { Env: [], Entrypoint: ["/standin", "sleep"], Cmd: [] }, [small]),
  ];
  for (const { Config } of entries) names.add(Config);
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(entries));
  const archive = bedFolder("images.tar");
  // Links are followed: the great layer lies in the cache.
  await promisify(execFile)(program("tar"), ["-chf", archive, "-C", folder, "manifest.json", ...names]);
  rmSync(folder, { recursive: true });
  return archive;

  function entry(names: readonly string[], config: ImageConfig, layers: readonly { file: string; id: string }[]) {
    const text = JSON.stringify({
      architecture: "amd64",
      os: "linux",
      config: { ...config },
      rootfs: { type: "layers", diff_ids: layers.map(({ id }) => `sha256:${id}`) },
      history: [{ created_by: names[0] }],
    });
    const name = `${createHash("sha256").update(text).digest("hex")}.json`;
    writeFileSync(join(folder, name), text);
    return { Config: name, RepoTags: names, Layers: layers.map(({ file }) => basename(file)) };
  }
}

/** The root file system as a layer, beside it in the cache. */
function rootLayer(): string {
  const root = cluster.image();
  const layer = `${root}.tar`;
  if (!existsSync(layer)) {
    execFileSync(program("tar"), ["-cf", `${layer}.new`, "--numeric-owner", "-C", root, "."]);
    renameSync(`${layer}.new`, layer);
  }
  const here = bedFolder("images", "root.tar");
  symlinkSync(layer, here);
  return here;
}

/** What belongs to one run or to a state of the sources: the stand-in, its contracts, k3s' programs, whom to trust. */
function topLayer(authority: string): string {
  const folder = bedFolder("top");
  const put = (path: string, from: string | Buffer, mode?: number) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (typeof from === "string") copyFileSync(from, join(folder, path));
    else writeFileSync(join(folder, path), from, { mode: mode ?? 0o644 });
  };
  put("usr/local/bin/standin", program("standin"));
  for (const name of readFileSync(join(__dirname, "../standin/names.txt"), "utf8").trim().split("\n")) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync("/usr/local/bin/standin", join(folder, name));
  }
  put("usr/local/bin/coredns", program("coredns"));
  put("usr/local/bin/local-path-provisioner", program("local-path-provisioner"));
  put("usr/local/share/standin/contracts.json", Buffer.from(contractsJson()));
  for (const [path, text] of Object.entries(nodePrograms())) put(path, Buffer.from(text), text.startsWith("#!") ? 0o755 : 0o644);
  const bundle = join("etc", "ssl", "certs", "ca-certificates.crt");
  put(bundle, Buffer.concat([readFileSync(join(cluster.image(), bundle)), Buffer.from(`\n${authority}`)]));
  return packed("top", folder);
}

function pauseLayer(): string {
  const folder = bedFolder("pause");
  mkdirSync(folder);
  copyFileSync(program("standin"), join(folder, "standin"));
  return packed("pause", folder);
}

function packed(name: string, folder: string): string {
  const file = bedFolder("images", `${name}.tar`);
  execFileSync(program("tar"), ["-cf", file, "--owner=0", "--group=0", "--numeric-owner", "-C", folder, "."]);
  rmSync(folder, { recursive: true });
  return file;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
