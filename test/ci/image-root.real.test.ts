import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeReal, onPath, Sandbox } from "../support/real";

const script = join(__dirname, "../../.ci/image-root.sh");

describeReal("how the root of an image is made", { dash: onPath("dash") }, () => {
  let box: Sandbox;
  beforeAll(() => {
    box = new Sandbox();
  });
  afterAll(() => box.end());

  test("what runs inside is told of no folder that exists outside alone", () => {
    const programs = join(box.root, "programs");
    mkdirSync(programs);
    const told = join(box.root, "told");
    const program = (name: string, line: string) => {
      writeFileSync(join(programs, name), `#!/bin/sh\n${line}\n`);
      chmodSync(join(programs, name), 0o755);
    };
    program("mmdebstrap", 'while [ $# -gt 2 ]; do shift; done; mkdir -p "$1/etc"');
    program("apt-get", "echo http://mirror.invalid/debian");
    program("chroot", `printf '%s\\n' "\${TMPDIR:-none}" >>'${told}'`);
    const { code } = box.run("dash", [script, "mail"], {
      PATH: `${programs}:${process.env.PATH}`,
      TMPDIR: box.root,
      XDG_CACHE_HOME: join(box.root, "cache"),
    });
    expect(code).toBe(0);
    expect(new Set(readFileSync(told, "utf8").trim().split("\n"))).toEqual(new Set(["none"]));
  });
});
