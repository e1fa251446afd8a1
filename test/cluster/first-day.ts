import { chmodSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dump } from "js-yaml";
import type { SecretEntry } from "../../charts/facts/secrets";
import { bedFolder } from "../bed/place";
import { Workspace } from "../main/workspace";
import { givenValues } from "../support/given-values";
import { shippedConfig } from "../support/stack";
import { project } from "./bed/addresses";
import type { Bed } from "./bed/bed";
import { ownersValues } from "./bed/outside/keys";
import { startSshPlaces } from "./bed/outside/ssh";
import { program } from "./bed/programs";

/** What the owner types at steps 5 and 6a of docs/getting-started.md, from the laptop, with dist/ as it is committed. */
export class FirstDay {
  private readonly clone = new Workspace(bedFolder());

  constructor(private readonly bed: Bed) {}

  async secrets(): Promise<void> {
    const synth = this.clone.synth();
    if (synth.status !== 0) throw new Error(synth.stderr);
    const { credentials } = JSON.parse(this.clone.read("generated/secrets.json")) as { credentials: SecretEntry[] };
    this.clone.write("given.yaml", dump({ ...givenValues(credentials, shippedConfig), ...ownersValues() }));
    chmodSync(join(this.clone.folder, "given.yaml"), 0o600);
    await this.mk360("secrets", "init", "--given", "given.yaml");
    await this.mk360("secrets", "apply");
    // What the guide has the owner tell the remote NAS.
    const remoteNas = await this.mk360("secrets", "export", "backup-remote-nas", "ssh-key.pub");
    startSshPlaces({ "remote-nas": remoteNas, "storage-box": readFileSync(bedFolder("storage-box-user.pub"), "utf8") });
  }

  async apply(): Promise<void> {
    const { code, stdout, stderr } = await this.bed.kubectl("apply", "-R", "-f", join(project, "dist"));
    if (code !== 0) throw new Error(`${stdout}${stderr}`);
  }

  private async mk360(...words: string[]): Promise<string> {
    const path = [dirname(program("sops")), dirname(program("kubectl")), process.env.PATH].join(":");
    const { code, stdout, stderr } = await this.bed.run(
      process.execPath,
      [join(project, "cli/bin.mjs"), ...words],
      { PATH: path },
      this.clone.folder,
    );
    if (code !== 0) throw new Error(`mk360 ${words.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  }
}
