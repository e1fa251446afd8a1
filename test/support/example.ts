import { daily } from "../../charts/model/backup";
import type { Catalogue } from "../../charts/model/catalogue";
import { type Job, type JobProps, job } from "../../charts/model/job";
import { type Endpoint, endpoint } from "../../charts/model/network/endpoint";
import { accepts, health } from "../../charts/model/program/health";
import { image, namesOfImages } from "../../charts/model/program/image";
import { memory } from "../../charts/model/program/resources";
import { user } from "../../charts/model/program/user";
import { type Service, type ServiceProps, service } from "../../charts/model/service";
import { hot } from "../../charts/model/storage/volume";
import { tcp } from "../../charts/values/port";
import { gibi, mebi } from "../../charts/values/size";

const list = namesOfImages({ alsoForArm64: [] })({ example: image("docker.io/library/example", "1.0", `sha256:${"0".repeat(64)}`) });

/** What a service cannot do without; a test changes the one thing that it is about. */
export const plain: ServiceProps = {
  does: "An example.",
  network: "public",
  machine: "vps",
  phase: 1,
  image: list.example,
  runsAs: user(1000),
  ports: { http: tcp(8080) },
  memory: memory(mebi(64), mebi(128), "an example"),
  health: health({ ready: accepts("http") }),
};

export function exampleService(name: string, changes: Partial<ServiceProps> = {}): Service {
  return service(name, { ...plain, ...changes });
}

/** Where `exampleService` is called, unless it was changed. */
export function exampleEndpoint(name: string): Endpoint {
  return endpoint(name, "public", tcp(8080), "http");
}

export function exampleJob(name: string, changes: Partial<JobProps> = {}): Job {
  const { health: _, ports: __, ...rest } = plain;
  return job(name, { ...rest, ...changes });
}

/** The two reverse proxies, as far as routes need them. */
export const proxies: readonly Service[] = ["caddy-public", "caddy-private"].map((name) =>
  exampleService(name, { network: "edge", ports: { https: tcp(8443) }, health: health({ ready: accepts("https") }) }),
);

export function catalogueOf(services: readonly Service[], jobs: readonly Job[] = []): Catalogue {
  return { services, jobs: () => jobs, images: Object.keys(list) };
}

export const keptData = { data: hot(gibi(1), "/data", "an example", daily()) };
