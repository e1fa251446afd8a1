import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import type { FurtherMachine } from "../../charts/config/machines";
import { waveOf } from "../../charts/kit/wave";
import { hostFiles } from "../../charts/output/machines";
import { outputsOf } from "../../charts/output/outputs";
import { mebi } from "../../charts/values/size";
import { nodeFindings } from "../../cli/doctor/nodes";
import { withPi } from "../support/machines";
import { type Pod, podsOf } from "../support/pods";
import { refusalOf } from "../support/refusals";
import { distObjects, stackOf } from "../support/stack";

/** Experiment: a Raspberry Pi at home, one entry in config.yaml, with a service that moves to it. */
const stack = stackOf(withPi({ architecture: "arm64", runs: ["adguard"] }));
const { dist, generated } = outputsOf(stack, { state: [], released: [] });
const objects = distObjects(stack);
const pods = podsOf(objects);
const onPi = pods.filter(({ spec }) => spec.nodeSelector?.["mk360.de/site"] === "pi");
const named = (name: string): Pod => pods.find((pod) => pod.name === name) as Pod;
const page = (name: string): string => generated.get(`docs/${name}.md`) ?? "";

describe("a third machine that is one entry in config.yaml", () => {
  test("gets what it runs, with its backup, and the programs of every machine", () => {
    expect(onPi.map(({ name }) => name).sort()).toEqual(["adguard", "adguard-backup", "netdata-pi", "vlagent-pi"]);
  });

  test("is told apart by its own taint, and nothing of it says NAS", () => {
    for (const { spec } of onPi)
      expect(spec.tolerations).toContainEqual({ key: "mk360.de/site", operator: "Equal", value: "pi", effect: "NoSchedule" });
    for (const path of ["adguard", "netdata-pi", "vlagent-pi"].map((name) => `30-home/${name}.yaml`))
      expect(dist.get(path)).not.toMatch(/: '?nas'?$/m);
  });

  test("binds the ports of its services to its own address", () => {
    const ports = named("adguard").spec.containers.flatMap((container) => container.ports ?? []);
    expect(ports.flatMap(({ hostIP }) => hostIP ?? [])).toEqual(["192.168.178.30", "192.168.178.30", "10.77.0.3", "10.77.0.3"]);
  });

  test("leads the names of the home network to the proxy where that runs", () => {
    expect(dist.get("30-home/adguard.yaml")).toMatch(/domain: vault-private\.mk360\.de\n\s+answer: 192\.168\.178\.20\n/);
  });

  test("keeps data on its own disk", () => {
    const claims = objects.flatMap(({ object }) =>
      object.kind === "PersistentVolumeClaim" && object.metadata.name.startsWith("adguard-") ? [object] : [],
    );
    expect(claims.map(({ spec }) => (spec as { storageClassName: string }).storageClassName)).toEqual(["pi", "pi"]);
    expect(objects.some(({ object }) => object.kind === "StorageClass" && object.metadata.name === "pi")).toBe(true);
  });

  test("joins k3s with its name, label, taint and address", () => {
    expect(load(generated.get("hosts/pi/etc/rancher/k3s/config.yaml") ?? "")).toMatchObject({
      "node-name": "pi",
      "node-ip": "10.77.0.3",
      "node-label": ["mk360.de/site=pi"],
      "node-taint": ["mk360.de/site=pi:NoSchedule"],
      server: "https://10.77.0.1:6443",
    });
  });

  test("lets its logs in, and whoever counts machines counts it", () => {
    const policy = objects.find(({ object }) => object.kind === "NetworkPolicy" && object.metadata.name === "victoria-logs-ingress");
    expect(JSON.stringify(policy)).toContain("vlagent-pi");
    expect(named("oldest-log").spec.containers[0]?.env).toContainEqual({ name: "MACHINES", value: "3" });
  });

  test("has its place in what people read", () => {
    expect(page("capacity")).toContain("\n## pi\n");
    expect(page("dns")).toContain("| netdata-pi.mk360.de. ");
    expect(generated.get("hosts/vps/etc/dnsmasq.d/mk360.conf")).toContain("\nhost-record=netdata-pi.mk360.de,10.77.0.1\n");
    expect(page("services")).toMatch(/\| pi +\| +53\/udp \|/);
    expect(page("personal-data")).toMatch(/\| adguard +\| eigener Rechner im Haus \(pi\)/);
  });

  test("is missed by doctor until it has joined, with the way to join", () => {
    const found = nodeFindings({ nodes: [] }, stack.machines).find(({ name }) => name === "node pi");
    expect(found).toMatchObject({ verdict: "wrong", fix: expect.stringContaining("start the k3s agent there with node-ip 10.77.0.3") });
  });

  test("outside the home network gets what waits for nothing at home", () => {
    const away = stackOf(withPi({ lanAddress: undefined, runs: ["dozzle"] }));
    const [dozzle] = podsOf(distObjects(away)).filter(({ name }) => name === "dozzle");
    expect(dozzle?.spec.nodeSelector).toEqual({ "mk360.de/site": "pi" });
    expect(outputsOf(away, { state: [], released: [] }).dist.has("20-apps/dozzle.yaml")).toBe(true);
  });

  test("refuses an image that is not known to be built for its processor, unless the owner names one", () => {
    const arm = withPi({ architecture: "arm64", runs: ["dozzle"] });
    expect(refusalOf(() => stackOf(arm))).toContain("dozzle (dozzle)");
    const overrides = { dozzle: `docker.io/amir20/dozzle:v10.6.15@sha256:${"0".repeat(64)}` };
    expect(stackOf({ ...arm, images: { registry: "ghcr.io/mk360", overrides } }).service("dozzle").machine).toBe("pi");
  });

  test.each([
    ["frpc", "it calls the NAS in the home network"],
    ["vaultwarden-private", "the home network wants it while the server is away"],
    ["adguard", "the home network calls it"],
  ])("outside the home network gets no %s", (service, why) => {
    const message = refusalOf(() => stackOf(withPi({ lanAddress: undefined, runs: [service] })));
    expect(message).toContain(`${service} stays on nas, because ${why}, and machines.pi has no lanAddress`);
  });

  test("may run a database, which is there before its clients all the same", () => {
    const stack = stackOf(withPi({ runs: ["postgres"] }));
    expect(waveOf(stack, stack.service("postgres"))).toBe("10-storage");
  });

  test("that is too small is told first which service to let stay", () => {
    const runs = ["adguard", "dozzle", "postgres"];
    const small = withPi({ memory: mebi(2900), memoryOvercommit: 3, runs });
    const message = refusalOf(() => outputsOf(stackOf(small), { state: [], released: [] }));
    expect(message).toMatch(/memory requests on pi is "[^"]+".* Fix: take postgres out of machines\.pi\.runs/);
    const without = withPi({ memory: mebi(2900), memoryOvercommit: 3, runs: ["adguard", "dozzle"] });
    expect(outputsOf(stackOf(without), { state: [], released: [] }).dist.has("30-home/dozzle.yaml")).toBe(true);
  });

  test("holds a volume to its size on its own disk, and no other machine does any more", () => {
    const stack = stackOf(withPi({ runs: ["victoria-logs"] }));
    const claims = (machine: string) => hostFiles(stack).get(`hosts/${machine}/volumes/claims`);
    expect(claims("pi")).toMatch(new RegExp(`^\\d+ ${10 * 1024 ** 3} ops/victoria-logs-logs$`, "m"));
    expect(claims("vps")).not.toContain("victoria-logs");
  });

  test.each(["constructor", "mk360-normal"])("may have a name that something else in the cluster has, such as %s", (name) => {
    const { machines } = withPi();
    const stack = stackOf({ machines: { ...machines, further: { [name]: machines.further.pi as FurtherMachine } } });
    const classes = distObjects(stack).filter(({ object }) => object.kind === "StorageClass");
    expect(classes.map(({ object }) => object.metadata.name)).toContain(name);
  });

  test.each(["redis-private", "paperless-private"])("gets no %s alone: what it sends in the clear stays on one machine", (service) => {
    const message = refusalOf(() => stackOf(withPi({ runs: [service] })));
    expect(message).toContain(`machines.pi.runs[0] is "${service}"`);
    expect(message).toContain("without TLS, on one machine only. Fix: take it out of the list, or let redis-private and paperless-private");
  });

  test("gets no Redis with its clients either, because Netdata reads it on the server", () => {
    const message = refusalOf(() => stackOf(withPi({ runs: ["redis-private", "paperless-private"] })));
    expect(message).toMatch(/netdata-vps speaks to redis-private without TLS, on one machine only\. Fix: take it out of the list\.$/);
  });

  test("changes nothing for the other two but what must count it", () => {
    const without = outputsOf(stackOf(), { state: [], released: [] }).dist;
    const changed = [...dist].filter(([path, text]) => without.get(path) !== text).map(([path]) => path);
    expect(changed.sort()).toEqual([
      "00-foundation/agents.yaml",
      "00-foundation/cluster.yaml",
      "20-apps/caddy-private.yaml",
      // It restarts on a day of its own.
      "20-apps/uptime-kuma-set-up.yaml",
      "20-apps/victoria-logs.yaml",
      "20-apps/vlagent-vps.yaml",
      "30-home/adguard.yaml",
      "30-home/netdata-pi.yaml",
      "30-home/vlagent-nas.yaml",
      "30-home/vlagent-pi.yaml",
      "40-backup/adguard-backup.yaml",
      "40-backup/certificates-of-sites.yaml",
      "40-backup/oldest-log.yaml",
      "40-backup/uptime-kuma-set-up-daily.yaml",
    ]);
  });
});
