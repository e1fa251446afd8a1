import type { Config } from "../config/schema";
import type { Job } from "./job";
import type { Machine } from "./machine/machine";
import type { Service } from "./service";

/** Everything that could run: the services, and the jobs that follow from those that do. */
export interface Catalogue {
  readonly services: readonly Service[];
  readonly jobs: (running: readonly Service[], config: Config, all: readonly Service[]) => readonly Job[];
  /** What each machine runs that the owner adds. Default: nothing. */
  readonly onFurther?: (machine: Machine) => readonly Service[];
  /** The keys of all images, for overrides. */
  readonly images: readonly string[];
}
