import { describe, expect, test } from "@jest/globals";
import { podNamed, podsOf } from "../../support/pods";
import { whole } from "../../support/stack";

const { spec } = podNamed(whole.objects, "cluster-store-backup");

describe("the backup of the cluster's store", () => {
  test("sees k3s' snapshots, to read them, and nothing else of the machine", () => {
    const paths = (spec.volumes ?? []).flatMap(({ name, hostPath }) => (hostPath ? [{ name, ...(hostPath as { path: string }) }] : []));
    // Where k3s leaves them, as its documentation of the datastore says; the token lies two folders above.
    expect(paths.map(({ path }) => path)).toEqual(["/var/lib/rancher/k3s/server/db/snapshots"]);
    const mounts = spec.containers.flatMap(({ volumeMounts = [] }) => volumeMounts).filter(({ name }) => name === paths[0]?.name);
    expect(mounts.map(({ readOnly }) => readOnly)).toEqual([true]);
  });

  test("has a password that no other side's job is given, and none of theirs", () => {
    const given = (pod: unknown) => new Set(JSON.stringify(pod).match(/backup-(business|private|cluster)(?=")/g) ?? []);
    expect([...given(spec)]).toEqual(["backup-cluster"]);
    const others = podsOf(whole.objects).filter(({ spec: other }) => given(other).has("backup-cluster"));
    expect(others.map(({ name }) => name).sort()).toEqual([
      "check-cluster",
      "cluster-store-backup",
      "copy-monthly-cluster",
      "copy-weekly-cluster",
      "forget-cluster",
      "rest-server",
    ]);
  });
});
