import { describe, expect, test } from "@jest/globals";
import { amount, containersOf } from "../support/pods";
import { heldAgainstDist, podOf } from "./held";
import { homeContracts } from "./home";

heldAgainstDist(homeContracts);

describe("MongoDB beside UniFi (services.md 13 and 21)", () => {
  const { spec } = podOf("unifi");
  const mongo = spec.containers.find(({ name }) => name === "unifi-mongo");
  const pathsOf = (name: string) => {
    const container = containersOf({ spec }).find((each) => each.name === name);
    const source = (mount: string) => spec.volumes?.find((volume) => volume.name === mount);
    return new Map((container?.volumeMounts ?? []).map(({ name: mount, mountPath }) => [mountPath, source(mount)]));
  };

  test("is the last line that runs without AVX", () => {
    expect(mongo?.image).toMatch(/^docker\.io\/library\/mongo:4\.4\./);
  });

  test("lets nobody in without a password, and takes the smallest cache", () => {
    expect(mongo?.args).toEqual(expect.arrayContaining(["--auth", "--wiredTigerCacheSizeGB", "0.25"]));
  });

  test("runs as its own user, without any capability, its root closed", () => {
    expect(mongo?.securityContext).toMatchObject({
      runAsUser: 999,
      runAsGroup: 999,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(mongo?.securityContext?.capabilities?.add).toBeUndefined();
  });

  test("keeps its data, and writes beside it only what may be lost", () => {
    const paths = pathsOf("unifi-mongo");
    expect(paths.get("/data/db")?.persistentVolumeClaim?.claimName).toBe("unifi-mongo");
    for (const path of ["/data/configdb", "/tmp"]) expect(paths.get(path)?.emptyDir).toBeDefined();
  });

  test("leaves UniFi's Java as much beside its heap as such a program takes, and both together stay within 1 GiB", () => {
    const [unifi] = spec.containers;
    const mebibytes = (container = unifi) => amount(container?.resources?.limits?.memory) / 1024 ** 2;
    const heap = Number(unifi?.env?.find(({ name }) => name === "MEM_LIMIT")?.value);
    // Classes, code and stacks of a Java program of this size: 512 of 672 MiB left too little for them (services-real.md).
    expect(mebibytes() - heap).toBeGreaterThanOrEqual(256);
    expect(mebibytes() + mebibytes(mongo)).toBeLessThanOrEqual(1024);
  });

  test("gets its users from the same data before it starts, with the roles that UniFi asks for", () => {
    expect(pathsOf("mongo-users").get("/data/db")?.persistentVolumeClaim?.claimName).toBe("unifi-mongo");
  });
});
