import { describe, expect, test } from "@jest/globals";
import { coldStartPods } from "../../charts/kit/cold-start-pod";
import { machineOf } from "../support/machines";
import { podNamed } from "../support/pods";
import { stackOf, whole } from "../support/stack";

interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly object[];
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers: readonly Container[];
    readonly volumes: readonly { readonly name: string; readonly hostPath: { readonly path: string; readonly type: string } }[];
    readonly restartPolicy: string;
    readonly dnsConfig: object;
  };
}

const pods = coldStartPods(whole.stack, machineOf("nas"));
const named = (name: string) => pods.find(({ service }) => service.name === name) ?? pods[0];
const podOf = (name: string) => named(name)?.pod as Pod;
const pathAt = (name: string, container: string, mountPath: string) => {
  const { containers, initContainers, volumes } = podOf(name).spec;
  const mounts = [...containers, ...initContainers].find((each) => each.name === container)?.volumeMounts ?? [];
  const volume = mounts.find((mount) => mount.mountPath === mountPath)?.name;
  return volumes.find((each) => each.name === volume)?.hostPath.path;
};

describe("what podman runs while the server is away", () => {
  test("is what the home needs then, on the NAS alone", () => {
    expect(pods.map(({ service }) => service.name)).toEqual(["vaultwarden-private", "adguard", "caddy-home"]);
    expect(coldStartPods(whole.stack, machineOf("vps"))).toEqual([]);
  });

  test.each(pods.map(({ service }) => service.name))(
    "%s does the same as in dist: programs, words, variables, ports and rights",
    (name) => {
      const what = ({ name: program, command, args, env, ports = [], securityContext }: Container) => {
        return { program, command, args, env, securityContext, ports: ports.filter(({ hostPort }) => hostPort) };
      };
      const dist = podNamed(whole.objects, name).spec as unknown as Pod["spec"];
      expect(podOf(name).spec.containers.map(what)).toEqual(dist.containers.map(what));
      expect(podOf(name).spec.initContainers.map(what)).toEqual((dist.initContainers ?? []).map(what));
      expect(podOf(name).spec.dnsConfig).toEqual(dist.dnsConfig);
    },
  );

  test("opens no port of the machine that dist does not open: podman 4 takes each that is named for one of the machine", () => {
    const ports = pods.flatMap(({ pod }) => (pod as Pod).spec.containers.flatMap((container) => container.ports ?? []));
    expect(ports.filter(({ hostPort }) => hostPort === undefined)).toEqual([]);
  });

  test("works on the cluster's own data, where k3s has it (pathPattern: namespace/claim)", () => {
    const at = "/var/lib/rancher/k3s/storage/home";
    expect(pathAt("vaultwarden-private", "vaultwarden-private", "/data")).toBe(`${at}/vaultwarden-private-data`);
    expect(pathAt("adguard", "adguard", "/opt/adguardhome/conf")).toBe(`${at}/adguard-settings`);
    expect(pathAt("adguard", "merge-adguard", "/opt/adguardhome/conf")).toBe(`${at}/adguard-settings`);
    expect(pathAt("caddy-home", "caddy-home", "/data")).toBe(`${at}/caddy-home-certificates`);
  });

  test("holds its lock in the volume that its programs lock", () => {
    expect(pods.map(({ lock }) => lock)).toEqual([
      "/var/lib/rancher/k3s/storage/home/vaultwarden-private-data/.held",
      "/var/lib/rancher/k3s/storage/home/adguard-settings/.held",
      "/var/lib/rancher/k3s/storage/home/caddy-home-certificates/.held",
    ]);
  });

  test("reads from the machine what it reads from the cluster: every file of every ConfigMap and Secret that it mounts", () => {
    const keys = ({ kept }: (typeof pods)[number]) => kept.map(({ kind, object, key }) => `${kind} ${object} ${key}`);
    expect(keys(named("caddy-home") as (typeof pods)[number])).toEqual(
      expect.arrayContaining(["configmap caddy-home-etc-caddy Caddyfile", "configmap caddy-home-wait-for-proxy-wait wait-for-proxy.sh"]),
    );
    expect(keys(named("adguard") as (typeof pods)[number])).toContain("secret adguard-login password-hash");
    expect(keys(named("vaultwarden-private") as (typeof pods)[number])).toEqual(
      expect.arrayContaining(["secret vaultwarden-private-admin token", "secret mail-account password"]),
    );
  });

  test("asks nobody for an image, nor for the cluster, and is not started by podman alone", () => {
    const all = pods.flatMap(({ pod }) => [...(pod as Pod).spec.containers, ...(pod as Pod).spec.initContainers]);
    expect([...new Set(all.map(({ imagePullPolicy }) => imagePullPolicy))]).toEqual(["Never"]);
    expect(all.filter((container) => "livenessProbe" in container)).toEqual([]);
    expect([...new Set(pods.map(({ pod }) => (pod as Pod).spec.restartPolicy))]).toEqual(["OnFailure"]);
  });

  test("follows its service where that is switched off", () => {
    const without = stackOf({ off: ["adguard"] });
    expect(coldStartPods(without, machineOf("nas", without.config)).map(({ service }) => service.name)).toEqual([
      "vaultwarden-private",
      "caddy-home",
    ]);
  });
});
