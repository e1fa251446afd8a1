import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { stackOf } from "../support/stack";
import { notAsDeclared } from "./as-declared";
import { eventually } from "./eventually";
import { Owner, ownerPrograms } from "./owner";
import { playK3s } from "./played-k3s";
import { describeOnCluster } from "./suite";

const page = readFileSync(join(__dirname, "../../docs/getting-started.md"), "utf8");
const lines = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) => block.split("\n").filter((line) => line !== ""));
/** Those that need the machines themselves, where test/hosts runs them, or the internet. */
const elsewhere = /^(sudo|ssh |tar |npx mk360 (hosts|vpn .* --apply$)|HCLOUD_TOKEN=|mount|umount|ls|umask|flux|npm ci)/;
const commands = lines.filter((line) => !elsewhere.test(line));

/** Where a command must say that something is missing yet. */
const expectedCodes: Readonly<Record<string, number>> = { "npx mk360 doctor": 2, "npx mk360 status": 2 };

/** What the server's script has printed, in its place in config.yaml. */
async function noteTheServersKey(owner: Owner): Promise<void> {
  const address = "    wireguardAddress: 10.77.0.1\n";
  const key = "    wireguardPublicKey: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=\n";
  owner.write("config.yaml", owner.read("config.yaml").replace(address, address + key));
  const { code, stderr } = await owner.shell("npm run synth");
  if (code !== 0) throw new Error(stderr);
}

test("every command of the page is one that the tests run, or one for the machines themselves", () => {
  expect(commands.filter((line) => !/^(kubectl |npx mk360 |npm run synth$)/.test(line))).toEqual([]);
  expect(commands.length).toBeGreaterThan(20);
});

describeOnCluster(
  "docs/getting-started.md, followed line by line",
  (cluster) => {
    let owner: Owner;
    const stack = stackOf();

    /** What happens beside the command line, before or after a line. */
    const before: Readonly<Record<string, () => Promise<unknown>>> = {
      "npx mk360 vpn add my-computer --role admin": () => noteTheServersKey(owner),
      "kubectl get nodes -L mk360.de/site": () => playK3s(cluster()),
      "npx mk360 secrets list": () => owner.answer(),
      "npx mk360 status": () => eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack, ["kube-system"])),
      "kubectl -n flux-system create secret generic sops-age --from-file=age.agekey=$HOME/.config/sops/age/mk360-flux.agekey": async () => {
        await cluster().kubectl(["create", "namespace", "flux-system"]);
        return cluster().kubectl(["apply", "-f", join(process.env.KUBEBUILDER_ASSETS ?? "", "crds")]);
      },
    };

    beforeAll(() => {
      owner = new Owner(cluster().plane);
    });

    test.each(commands)("%s", async (line) => {
      await before[line]?.();
      const { code, stdout, stderr } = await owner.shell(line);
      expect({ code, said: code === (expectedCodes[line] ?? 0) ? "" : `${stdout}${stderr}` }).toEqual({
        code: expectedCodes[line] ?? 0,
        said: "",
      });
    });

    test("nothing of the stack is left, and the volumes that hold data are", async () => {
      const objects = await cluster().kubectl([
        "get",
        "namespaces,deployments,statefulsets,jobs",
        "-A",
        "-l",
        "app.kubernetes.io/part-of=mk360",
        "-o",
        "name",
      ]);
      expect(objects.stdout).toBe("");
      const { stdout } = await cluster().kubectl([
        "get",
        "persistentvolumes",
        "-o",
        "jsonpath={range .items[*]}{.spec.persistentVolumeReclaimPolicy}{'\\n'}{end}",
      ]);
      expect(new Set(stdout.trim().split("\n"))).toEqual(new Set(["Retain"]));
    });
  },
  { programs: ownerPrograms },
);
