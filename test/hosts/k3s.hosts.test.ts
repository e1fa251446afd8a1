import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Bed } from "./bed/bed";

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.make();
  bed.addDevice("laptop", "admin");
});
afterAll(() => bed?.end());

const on = (machine: "vps" | "nas", script: string) => bed.places[machine].run("bash", "-c", script);
const starts = (machine: "vps" | "nas") => on(machine, "cat /run/k3s-starts 2>/dev/null || true");
const release = (machine: "vps" | "nas") => on(machine, "k3s --version 2>/dev/null | head -n 1 || true");
const scratch = () => on("vps", "ls -d /run/mk360/scratch 2>/dev/null || true");
/** As if this release had been installed once. */
const installed = (version: string) => on("vps", `sed -i 's/k3s version [^ ]*/k3s version ${version}/' /usr/local/bin/k3s`);

describe("k3s of the server", () => {
  test("is not there when its installer is not the one that its repository names, and the rest of the run is", () => {
    on("vps", "touch /run/checksum-is-wrong");
    expect(() => bed.setUp("vps")).toThrow(/install\.sh: FAILED|computed checksum did NOT match/);
    expect([release("vps"), starts("vps"), scratch()]).toEqual(["", "", ""]);
    on("vps", "rm /run/checksum-is-wrong");
  });

  test("comes in the release of the manifests, with a token that root alone may read, and starts once", () => {
    expect(bed.setUp("vps")).toContain("install k3s v1.36.3+k3s1\n");
    expect(release("vps")).toBe("k3s version v1.36.3+k3s1 (0000000)\n");
    expect(on("vps", "stat -c '%a %U %s' /etc/rancher/k3s/agent-token")).toBe("600 root 65\n");
    expect(starts("vps")).toBe("server\n");
    expect(on("vps", "systemctl is-enabled k3s && echo enabled")).toBe("enabled\n");
  });

  test("is left alone by the next run", () => {
    const token = on("vps", "cat /etc/rancher/k3s/agent-token");
    expect(bed.setUp("vps")).toBe("nothing to change\n");
    expect([starts("vps"), on("vps", "cat /etc/rancher/k3s/agent-token")]).toEqual(["server\n", token]);
  });

  test("is started anew with settings that have changed, and after a restart of the machine by nobody", () => {
    on("vps", "rm -r /run/mk360; echo '# mine' >>/etc/rancher/k3s/config.yaml");
    bed.setUp("vps");
    expect(starts("vps")).toBe("server\n");
    on("vps", "echo 0 >/var/lib/mk360/k3s-started-with");
    expect(bed.setUp("vps")).toContain("restart k3s with its settings; what runs in pods goes on");
    expect(starts("vps")).toBe("server\nserver\n");
  });
});

describe("an upgrade of k3s", () => {
  test("is nothing that an ordinary run does", () => {
    installed("v1.35.9+k3s1");
    expect(bed.setUp("vps")).toBe("k3s is v1.35.9+k3s1, and v1.36.3+k3s1 is wanted: mk360 hosts upgrade brings it\nnothing to change\n");
    expect(release("vps")).toContain("v1.35.9+k3s1");
  });

  test("makes a snapshot before, and says the way back", () => {
    const said = bed.setUp("vps", "--upgrade");
    expect(said).toContain("upgrade k3s from v1.35.9+k3s1 to v1.36.3+k3s1");
    expect(said).toMatch(/The way back: stop k3s, install v1\.35\.9\+k3s1 again.*\n.*before-v1\.36\.3-k3s1-\*/);
    expect(on("vps", "ls /var/lib/rancher/k3s/server/db/snapshots")).toMatch(/^before-v1\.36\.3-k3s1-/);
    expect(release("vps")).toContain("v1.36.3+k3s1");
  });

  test.each([
    ["that leaves a minor out", "v1.34.2+k3s1", /a minor is left out\. Take the mk360 that names v1\.35 first/],
    ["to an older release", "v1.37.1+k3s1", /it does not go back/],
    ["to an older release of the same minor", "v1.36.10+k3s1", /it does not go back/],
  ])("%s is refused, and nothing is changed", (_, version, said) => {
    installed(version);
    expect(() => bed.setUp("vps", "--upgrade")).toThrow(said);
    expect(release("vps")).toContain(version);
    installed("v1.36.3+k3s1");
  });
});

describe("k3s of the VM", () => {
  test("waits until it has the server's token", () => {
    expect(bed.setUp("nas")).toContain("k3s waits for the token of the server, which mk360 hosts set-up brings\n");
    expect(release("nas")).toBe("");
  });

  test("comes when it has it", () => {
    on("nas", "umask 077; printf 'token\\n' >/etc/rancher/k3s/agent-token");
    expect(bed.setUp("nas")).toContain("install k3s v1.36.3+k3s1\n");
    expect(starts("nas")).toBe("agent\n");
    expect(bed.setUp("nas")).toBe("nothing to change\n");
  });
});
