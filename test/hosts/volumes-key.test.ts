import { describe, expect, test } from "@jest/globals";
import { machineFolder } from "../../charts/output/machines";
import { type MachineName, machineOf, withMachine } from "../support/machines";
import { stackOf } from "../support/stack";

function folderOf(machine: MachineName, unlockedBy: string): ReadonlyMap<string, string> {
  const stack = stackOf(withMachine("vps", { unlockedBy }));
  return machineFolder(stack, machineOf(machine, stack.config));
}

/** What of a machine's folder is about the key: its files, and whether the firewall lets it in. */
function aboutKey(machine: MachineName, unlockedBy: string): string[] {
  const folder = folderOf(machine, unlockedBy);
  const files = [...folder.keys()].filter((path) => /^etc\/.*(unlock|give-keys|keys-for)/.test(path)).sort();
  return [...files, ...(/\b7360\b/.test(folder.get("etc/mk360/firewall.nft") ?? "") ? ["the firewall lets it in"] : [])];
}

const unit = (name: string) => `etc/systemd/system/mk360-${name}`;

describe("the key of the server's volumes", () => {
  test("comes through the tunnel from the machine that config.yaml names", () => {
    expect(aboutKey("vps", "nas")).toEqual([
      "etc/mk360/unlock.sh",
      unit("unlock.socket"),
      unit("unlock@.service"),
      "the firewall lets it in",
    ]);
    expect(folderOf("vps", "nas").get(unit("unlock.socket"))).toContain("\nListenStream=10.77.0.1:7360\n");
    expect(folderOf("nas", "nas").get("etc/mk360/keys-for")).toBe("vps 10.77.0.1 7360\n");
    expect(aboutKey("nas", "nas")).toEqual([
      "etc/mk360/give-keys.sh",
      "etc/mk360/keys-for",
      unit("give-keys.service"),
      unit("give-keys.timer"),
    ]);
  });

  test("comes from its owner alone where he says so: nobody listens for it", () => {
    expect(aboutKey("vps", "owner")).toEqual(["etc/mk360/unlock.sh"]);
    expect(aboutKey("nas", "owner")).toEqual([]);
  });

  test("is none where nothing is encrypted", () => {
    expect([...aboutKey("vps", "nobody"), ...aboutKey("nas", "nobody")]).toEqual([]);
    expect(folderOf("vps", "nobody").get("packages")).not.toContain("cryptsetup");
    expect([...folderOf("vps", "nobody").keys()].filter((path) => path.startsWith("volumes/encrypted"))).toEqual([]);
  });
});
