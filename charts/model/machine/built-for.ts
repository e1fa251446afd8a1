import type { Fault } from "../../config/refusal";
import type { Config } from "../../config/schema";
import { groupedBy } from "../../values/order";
import type { Workload } from "../workload";
import type { Machine } from "./machine";

/** Programs whose image is not known to be built for the processor of their machine. An image that the owner names is his to know. */
export function faultsOfArchitecture(workloads: readonly Workload[], machines: readonly Machine[], { images }: Config): Fault[] {
  return machines.flatMap(({ name: machine, architecture }) => {
    const wrong = workloads
      .filter((workload) => workload.machine === machine)
      .flatMap((workload) => workload.programs.map(({ image }) => ({ image, workload })))
      .filter(({ image }) => !image.architectures.includes(architecture) && !Object.hasOwn(images.overrides, image.key));
    if (wrong.length === 0) return [];
    const list = [...groupedBy(wrong, ({ image }) => image.key)].map(
      ([key, programs]) => `${key} (${[...new Set(programs.map(({ workload }) => workload.name))].join(", ")})`,
    );
    return [
      {
        where: `machines.${machine}.architecture`,
        value: architecture,
        allowed: `one for which every image there is known to be built; these are not: ${list.join("; ")}`,
        fix: `let these run elsewhere, or name an image that has ${architecture} under images.overrides`,
      },
    ];
  });
}
