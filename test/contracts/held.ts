import { describe, expect, test } from "@jest/globals";
import { type Container, type Pod, podNamed, podsOf, runsForEver } from "../support/pods";
import { mvp, whole } from "../support/stack";
import { breachesOf } from "./breaches";
import type { Contract } from "./images";

/** The pod of a service as the whole stack has it. */
export const podOf = (name: string): Pod => podNamed(whole.objects, name);

/** The pod with its main container changed. */
export function changed(pod: Pod, change: (main: Container) => Container): Pod {
  const [main, ...rest] = pod.spec.containers;
  return { ...pod, spec: { ...pod.spec, containers: main ? [change(main), ...rest] : rest } };
}

type Held = readonly [name: string, contract: Contract, pod: Pod];

/** Tests that dist gives each image of the table all that it demands, and that each demand is really looked at. */
export function heldAgainstDist(contracts: Readonly<Record<string, Contract>>): void {
  const inPhase1 = podsOf(mvp.objects)
    .filter(runsForEver)
    .map(({ name }) => name);
  const rows = Object.entries(contracts).map(([name, contract]): Held => [name, contract, podOf(name)]);

  test.each(rows)("%s gives its image all that it demands", (_, contract, pod) => {
    expect(breachesOf(contract, pod)).toEqual([]);
  });

  for (const [name, contract] of rows.filter(([each]) => inPhase1.includes(each))) {
    test(`${name} is the same pod in phase 1, as far as its image is concerned`, () => {
      expect(breachesOf(contract, podNamed(mvp.objects, name))).toEqual([]);
    });
  }

  describe.each(rows)("a breach is noticed: %s", noticesBreaches);
}

function noticesBreaches(name: string, contract: Contract, pod: Pod): void {
  const { keeps, scratch, env = {}, secretFiles = [], secretValues = [], never = {}, words = [], adds = [], ports } = contract;
  const breaches = (broken: Pod) => breachesOf(contract, broken);

  for (const path of [...keeps, ...scratch]) {
    test(`without ${path}`, () => {
      const without = changed(pod, (main) => ({
        ...main,
        volumeMounts: (main.volumeMounts ?? []).filter(({ mountPath }) => mountPath !== path),
      }));
      expect(breaches(without)).toHaveLength(1);
    });

    test(`with ${path} mounted read-only`, () => {
      const readOnly = changed(pod, (main) => ({
        ...main,
        volumeMounts: (main.volumeMounts ?? []).map((mount) => (mount.mountPath === path ? { ...mount, readOnly: true } : mount)),
      }));
      expect(breaches(readOnly)).toHaveLength(1);
    });
  }

  for (const path of keeps) {
    test(`with ${path} in scratch, which dies with the pod`, () => {
      const volume = pod.spec.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === path)?.name;
      const volumes = (pod.spec.volumes ?? []).map((each) => (each.name === volume ? { name: each.name, emptyDir: {} } : each));
      const sharing = keeps.filter(
        (other) => pod.spec.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === other)?.name === volume,
      );
      expect(breaches({ ...pod, spec: { ...pod.spec, volumes } })).toEqual(
        sharing.map((each) => `${name}: ${each} does not outlive the pod`),
      );
    });
  }

  for (const variable of [...Object.keys(env), ...secretFiles, ...secretValues]) {
    test(`without the variable ${variable}`, () => {
      const without = changed(pod, (main) => ({ ...main, env: (main.env ?? []).filter((each) => each.name !== variable) }));
      expect(breaches(without)).toHaveLength(1);
    });

    test(`with another value of ${variable}`, () => {
      const wrong = changed(pod, (main) => ({
        ...main,
        env: (main.env ?? []).map((each) => (each.name === variable ? { name: variable, value: "" } : each)),
      }));
      expect(breaches(wrong)).toHaveLength(1);
    });
  }

  for (const variable of Object.keys(never)) {
    test(`with the variable ${variable}`, () => {
      const more = changed(pod, (main) => ({ ...main, env: [...(main.env ?? []), { name: variable, value: "x" }] }));
      expect(breaches(more).some((breach) => breach.includes(`${variable} is set`))).toBe(true);
    });
  }

  for (const word of words) {
    test(`without the word ${word}`, () => {
      const keep = (each: string) => (typeof word === "string" ? each !== word : !word.test(each));
      const without = changed(pod, (main) => ({
        ...main,
        command: (main.command ?? []).filter(keep),
        args: (main.args ?? []).filter(keep),
      }));
      expect(breaches(without)).toHaveLength(1);
    });
  }

  if (contract.tooOpen !== undefined) {
    test("with secrets that anybody may read", () => {
      const volumes = (pod.spec.volumes ?? []).map(({ secret, ...rest }) =>
        secret ? { ...rest, secret: { ...secret, defaultMode: 0o644 } } : rest,
      );
      expect(new Set(breaches({ ...pod, spec: { ...pod.spec, volumes } }))).toEqual(
        new Set([`${name}: a mounted secret has the mode 0644`]),
      );
    });
  }

  for (const path of contract.prepared ?? []) {
    test(`with nothing that fills ${path} before`, () => {
      const initContainers = (pod.spec.initContainers ?? []).map((before) => ({
        ...before,
        volumeMounts: (before.volumeMounts ?? []).filter(({ mountPath }) => mountPath !== path),
      }));
      expect(breaches({ ...pod, spec: { ...pod.spec, initContainers } })).toEqual([`${name}: nothing fills ${path} before it starts`]);
    });
  }

  for (const capability of adds) {
    test(`without the capability ${capability}`, () => {
      const without = changed(pod, (main) => {
        const { add = [], ...capabilities } = main.securityContext?.capabilities ?? {};
        const kept = add.filter((each) => each !== capability);
        return { ...main, securityContext: { ...main.securityContext, capabilities: { ...capabilities, add: kept } } };
      });
      expect(breaches(without)).toHaveLength(1);
    });
  }

  if (contract.writesRoot) {
    test("with a read-only root", () => {
      const closed = changed(pod, (main) => ({ ...main, securityContext: { ...main.securityContext, readOnlyRootFilesystem: true } }));
      expect(breaches(closed)).toHaveLength(1);
    });
  }

  test("as another user", () => {
    const runAsUser = contract.user !== "any" && contract.user[0] === 0 ? 65533 : 0;
    const other = changed(pod, (main) => ({ ...main, securityContext: { ...main.securityContext, runAsUser } }));
    expect(breaches(other)).toHaveLength(1);
  });

  test("without probes", () => {
    const silent = changed(pod, ({ readinessProbe: _, startupProbe: __, livenessProbe: ___, ...main }) => main);
    expect(breaches(silent).length).toBeGreaterThanOrEqual(2);
  });

  test("without ports", () => {
    expect(breaches(changed(pod, (main) => ({ ...main, ports: [] })))).toHaveLength(ports.length);
  });
}
