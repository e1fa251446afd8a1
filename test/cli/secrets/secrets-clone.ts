import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect } from "@jest/globals";
import { load } from "js-yaml";
import { type SecretEntry, secretsDocument } from "../../../charts/facts/secrets";
import type { Part } from "../../main/part";
import { describeReal, onlyIfThere, onPath } from "../../support/real";
import { stackOf } from "../../support/stack";
import { Operator } from "../operator";

export const sops = process.env.SOPS_BIN ? onlyIfThere(process.env.SOPS_BIN) : onPath("sops");

export interface Exported {
  readonly authority: Record<string, string>;
  readonly credentials: Record<string, Record<string, string>>;
}

/** The clone of somebody who has made all secrets once, and who can go back to that. */
export class SecretsClone extends Operator {
  /** The secrets and the dist of the beginning, a text a file. */
  readonly start: Record<string, string>;
  readonly dist: Record<string, string>;
  /** The rules that name both age keys. */
  readonly rules: string;
  readonly declared: readonly SecretEntry[];

  constructor(part: Part) {
    super();
    this.declared = secretsDocument(stackOf(part)).credentials;
    this.take(part);
    const { status, stderr } = this.synth();
    if (status !== 0) throw new Error(stderr);
    this.succeeds("secrets", "init");
    this.rules = this.read(".sops.yaml");
    this.start = this.tree("secrets");
    this.dist = this.tree("dist");
  }

  /** The credentials that need nobody's knowledge. */
  get made(): readonly SecretEntry[] {
    return this.declared.filter(({ keys }) => Object.values(keys).every(({ kind }) => kind !== "given"));
  }

  /** Makes `secrets` what it was at the beginning, or the files that are named; dist belongs to the beginning. */
  restore(secrets = this.start): void {
    rmSync(join(this.folder, "secrets"), { recursive: true, force: true });
    for (const [path, text] of Object.entries(secrets)) this.write(`secrets/${path}`, text);
    for (const [path, text] of Object.entries(this.dist)) this.write(`dist/${path}`, text);
  }

  /** Everything in the clear, through a file that is the owner's alone. */
  exported(): Exported {
    const file = join(this.home, "export.yaml");
    rmSync(file, { force: true });
    this.succeeds("secrets", "export", "--to", file);
    const mode = statSync(file).mode & 0o777;
    const content = load(readFileSync(file, "utf8")) as Exported;
    rmSync(file);
    expect(mode).toBe(0o600);
    return content;
  }
}

/** Tests in a clone of their own with the real sops, where each finds the secrets of the beginning. */
export function describeClone(title: string, part: Part, body: (owner: () => SecretsClone) => void): void {
  describeReal(title, { sops }, () => {
    let made: SecretsClone | undefined;
    const owner = () => {
      if (!made) throw new Error("the clone was not made");
      return made;
    };

    beforeAll(() => {
      made = new SecretsClone(part);
    });
    beforeEach(() => owner().restore());
    afterAll(() => made?.remove());

    body(owner);
  });
}
