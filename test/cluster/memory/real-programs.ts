import { Size } from "../../../charts/values/size";
import { isStandIn } from "../bed/image-list";
import { imagesIn } from "../bed/images";
import type { Running } from "../containers";
import { type ContainerSpec, ofKind, type PodSpec, programs } from "../declared";

/** A container of dist whose program is the real one. */
export interface RealProgram {
  readonly name: string;
  readonly node: string;
  readonly namespace: string;
  readonly container: string;
  /** What the name of its pod begins with. */
  readonly pod: string;
  readonly isJob: boolean;
  readonly request: number;
  readonly limit: number;
}

interface Owner {
  readonly name: string;
  readonly namespace: string;
  readonly pod: PodSpec;
}

const jobs: readonly Owner[] = ofKind("CronJob").map(({ metadata: { name, namespace = "" }, spec }) => ({
  name,
  namespace,
  pod: (spec as { jobTemplate: { spec: { template: { spec: PodSpec } } } }).jobTemplate.spec.template.spec,
}));

const containersOf = (owners: readonly Owner[], isJob: boolean): RealProgram[] =>
  owners.flatMap((owner) =>
    owner.pod.containers.filter((spec) => !playsOnly(spec)).map((spec): RealProgram => described(owner, spec, isJob)),
  );

export const realPrograms: readonly RealProgram[] = containersOf(programs, false);
export const realJobs: readonly RealProgram[] = containersOf(jobs, true);

/** The names of programs whose figures say nothing, because a stand-in plays them. */
export const played: readonly string[] = programs
  .flatMap((owner) => owner.pod.containers.filter(playsOnly).map((spec) => nameOf(owner, spec)))
  .sort();

/** The program of a container that runs; undefined where a stand-in plays it. */
export function programOf({ namespace, pod, container }: Running): RealProgram | undefined {
  return [...realPrograms, ...realJobs].find(
    (each) => each.namespace === namespace && each.container === container && pod.startsWith(each.pod),
  );
}

function described(owner: Owner, { name, resources }: ContainerSpec, isJob: boolean): RealProgram {
  const bytes = (text = "0Mi") => Size.parse(text).bytes;
  return {
    name: nameOf(owner, { name }),
    node: owner.pod.nodeSelector?.["mk360.de/site"] ?? "",
    namespace: owner.namespace,
    container: name,
    pod: `${owner.name}-`,
    isJob,
    request: bytes(resources?.requests?.memory),
    limit: bytes(resources?.limits?.memory),
  };
}

function nameOf(owner: Owner, { name }: Pick<ContainerSpec, "name">): string {
  return name === owner.name ? name : `${owner.name}, ${name}`;
}

function playsOnly({ image }: ContainerSpec): boolean {
  return imagesIn(`image: ${image}`).some(({ repository }) => isStandIn(repository));
}
