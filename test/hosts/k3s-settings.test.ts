import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { servers } from "../../charts/config/machines";
import { k3sFiles } from "../../charts/hosts/k3s/files";
import { capacityOf } from "../../charts/model/capacity/budget";
import { Cpu } from "../../charts/values/cpu";
import { Size } from "../../charts/values/size";
import { type MachineName, machineOf, machines, withMachine } from "../support/machines";
import { configWith, shippedConfig } from "../support/stack";

type Settings = Record<string, unknown> & { "kubelet-arg": string[] };

function settingsOf(machine: MachineName, config = shippedConfig): Settings {
  return load(k3sFiles(machineOf(machine, config), config)["etc/rancher/k3s/config.yaml"] ?? "") as Settings;
}

/** `kube-reserved=cpu=500m,memory=1Gi` as amounts by resource. */
function amountsOf(machine: MachineName, argument: string): Record<string, string> {
  const line = settingsOf(machine)["kubelet-arg"].find((each) => each.startsWith(`${argument}=`)) ?? "";
  return Object.fromEntries(
    line
      .slice(argument.length + 1)
      .split(",")
      .map((each) => each.split(/[=<]/) as [string, string]),
  );
}

describe.each(machines)("k3s on %s", (machine) => {
  test("leaves to pods exactly what the budget counts with", () => {
    const [kube, system, eviction] = ["kube-reserved", "system-reserved", "eviction-hard"].map((name) => amountsOf(machine, name));
    const whole =
      machine === "vps" ? servers.cx43 : { memory: shippedConfig.machines.nas.memory, cpu: shippedConfig.machines.nas.cpuCores };
    const memory = Size.sum([kube?.memory, system?.memory, eviction?.["memory.available"]].map((text) => Size.parse(text ?? "")));
    const milli = [kube?.cpu, system?.cpu].reduce((sum, text = "") => sum + Number(text.replace("m", "")), 0);
    const { cpu, memory: rest } = capacityOf(machineOf(machine));
    expect({ memory: whole.memory.minus(memory), cpu: whole.cpu.minus(Cpu.milli(milli)) }).toEqual({ memory: rest, cpu });
  });

  test("gives up pods before the disk or the memory is full", () => {
    const {
      "memory.available": memory = "",
      "nodefs.available": disk = "",
      "imagefs.available": images,
    } = amountsOf(machine, "eviction-hard");
    expect(Size.parse(memory).mebibytes).toBeGreaterThanOrEqual(300);
    expect(Size.parse(disk).gibibytes).toBeGreaterThan(5);
    expect(images).toBe(disk);
  });

  test("gives up pods before the disk is out of inodes or the machine out of process numbers", () => {
    expect(amountsOf(machine, "eviction-hard")).toMatchObject({
      "nodefs.inodesFree": "5%",
      "imagefs.inodesFree": "5%",
      "pid.available": "10%",
    });
  });

  test("has the name, the label and the address that the manifests expect", () => {
    const address = shippedConfig.machines[machine].wireguardAddress;
    expect(settingsOf(machine)).toMatchObject({
      "node-name": machine,
      "node-label": [`mk360.de/site=${machine}`],
      "node-ip": address,
      "flannel-iface": "wg0",
    });
  });
});

test("the server starts without what Caddy replaces, with encrypted secrets and with snapshots", () => {
  expect(settingsOf("vps")).toMatchObject({ disable: ["traefik", "servicelb"], "secrets-encryption": true, "cluster-init": true });
});

test("the API server has what k3s' hardening guide gives it", () => {
  const given = settingsOf("vps")["kube-apiserver-arg"] as string[];
  expect(given).toEqual(
    expect.arrayContaining([
      "enable-admission-plugins=NodeRestriction,EventRateLimit",
      "audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log",
      "audit-log-maxage=30",
      "audit-log-maxbackup=10",
      "audit-log-maxsize=100",
      "service-account-extend-token-expiration=false",
    ]),
  );
});

test("each file that the API server is told of goes to the server with it, and none to another machine", () => {
  const files = (machine: MachineName) => Object.keys(k3sFiles(machineOf(machine), shippedConfig));
  const named = (settingsOf("vps")["kube-apiserver-arg"] as string[]).flatMap((each) => /=\/(etc\/.*)/.exec(each)?.[1] ?? []);
  expect(named).toHaveLength(2);
  expect(files("vps")).toEqual(expect.arrayContaining(named));
  expect(files("nas")).toEqual(["k3s", "etc/rancher/k3s/config.yaml"]);
});

test("only the NAS has the taint, and it dials the server through WireGuard", () => {
  expect([settingsOf("vps")["node-taint"], settingsOf("nas")["node-taint"]]).toEqual([undefined, ["mk360.de/site=nas:NoSchedule"]]);
  expect(settingsOf("nas").server).toBe("https://10.77.0.1:6443");
});

test("address ranges are those of the configuration", () => {
  expect(settingsOf("vps", configWith(withMachine("vps", { wireguardAddress: "10.9.0.7" })))).toMatchObject({
    "tls-san": ["10.9.0.7"],
    "cluster-cidr": "10.42.0.0/16",
    "service-cidr": "10.43.0.0/16",
  });
});
