import { quotaOf } from "../model/capacity/quota";
import { edgesOf } from "../model/network/edge";
import { namespaces } from "../model/network/network";
import { Service } from "../model/service";
import type { Stack } from "../model/stack";
import type { StateObject } from "../model/storage/state";
import { accessOf } from "./access";
import { claimOf, claimsOf } from "./claims";
import { type Manifest, manifest } from "./manifest";
import { namespaceObjects } from "./namespace";
import { connectionsByWorkload, policiesOf } from "./policies";
import { priorityClasses } from "./priority";
import { reader } from "./reader";
import { storageClasses } from "./storage-classes";
import { fileOf, parkedFileOf } from "./wave";
import { workloadOf } from "./workload";

/** Every file of dist, in order. `parked` are the claims of services that do not run now. */
export function* distOf(stack: Stack, parked: readonly StateObject[]): Generator<Manifest> {
  yield manifest("00-foundation/cluster.yaml", undefined, (chart) => {
    priorityClasses(chart);
    storageClasses(chart, stack.storages);
  });
  for (const namespace of namespaces) {
    yield manifest(`00-foundation/${namespace.name}.yaml`, undefined, (chart) =>
      namespaceObjects(chart, namespace, quotaOf(stack, namespace, parked)),
    );
  }
  yield manifest("00-foundation/reader.yaml", undefined, reader);
  const connections = connectionsByWorkload(edgesOf(stack));
  for (const workload of stack.workloads) {
    yield manifest(fileOf(stack, workload), workload.namespace.name, (chart) => {
      if (workload instanceof Service) claimsOf(chart, stack, workload);
      accessOf(chart, workload);
      workloadOf(chart, stack, workload);
      policiesOf(chart, stack, workload, connections.get(workload) ?? { incoming: [], outgoing: [] });
    });
  }
  yield* parkedOf(stack, parked);
}

/**
 * Data of services that do not run stays, in a file of its own for each service. It lies in the wave that nothing
 * waits for, because a claim that no pod ever used stays Pending.
 */
function* parkedOf(stack: Stack, parked: readonly StateObject[]): Generator<Manifest> {
  const byService = new Map<string, StateObject[]>();
  for (const state of parked) byService.set(state.service, [...(byService.get(state.service) ?? []), state]);
  for (const [name, states] of byService) {
    const owner = stack.catalogue.services.find((service) => service.name === name);
    yield manifest(parkedFileOf(name), undefined, (chart) => {
      for (const state of states) claimOf(chart, stack, state, owner?.keeps[state.volume]);
    });
  }
}
