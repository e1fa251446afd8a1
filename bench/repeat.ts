import type { Catalogue } from "../charts/model/catalogue";
import type { Job } from "../charts/model/job";
import { type Endpoint, endpoint } from "../charts/model/network/endpoint";
import type { Service } from "../charts/model/service";
import type { Use } from "../charts/model/use";
import type { Workload } from "../charts/model/workload";

/**
 * The catalogue `times` over: the first copy as it is, the others with numbered names that depend on each other.
 * Only the first Uptime Kuma watches, because a hundred that watch everything would measure another stack.
 */
export function repeat(catalogue: Catalogue, times: number): Catalogue {
  const copies = Array.from({ length: times }, (_, index) => index).flatMap((index) =>
    index === 0 ? catalogue.services : catalogue.services.map((service) => copy(service, index)),
  );
  const jobs: Catalogue["jobs"] = (services, config) => {
    const originals = services.filter((service) => catalogue.services.includes(service));
    const once = catalogue.jobs(originals, config, catalogue.services);
    return Array.from({ length: times }, (_, index) => index).flatMap((index) =>
      index === 0 ? once : once.map((job) => copyOfJob(job, index)),
    );
  };
  return { ...catalogue, services: copies, jobs };
}

function copy(service: Service, index: number): Service {
  return service.with(numbered(service.name, index), {
    ...dependenciesOf(service, index),
    // The fixed addresses of the home network are few; a copy does without.
    sites: service.sites.map((site) => ({
      ...site,
      name: numbered(site.name, index),
      reaches: site.reaches.filter((to) => to !== "lan"),
    })),
    ...({ fixedPlace: undefined } as object),
    // A machine has each port once. The step is one that no two ports of the catalogue are apart, nor a multiple of it.
    hostPorts: service.hostPorts.map((port) => ({ ...port, number: port.number + index * 503 })),
    ...(service.host ? { host: { ...service.host, network: false } } : {}),
    jobs: service.jobs.map((job) => copyOfJob(job, index)),
  });
}

function copyOfJob(job: Job, index: number): Job {
  const locks = job.locks.map(({ of, alone }) => ({ of: numbered(of, index), alone }));
  return job.with(numbered(job.name, index), { ...dependenciesOf(job, index), locks });
}

function dependenciesOf(workload: Workload, index: number): { uses: Use[]; borrows: Workload["borrows"] } {
  return {
    uses: workload.uses.filter(({ peer }) => peer.kind !== "watched").map((use) => copyOfUse(use, index)),
    borrows: workload.borrows.map((borrowed) => ({ ...borrowed, service: numbered(borrowed.service, index) })),
  };
}

function copyOfUse(use: Use, index: number): Use {
  const { peer, grant } = use;
  return {
    ...use,
    ...(peer.kind === "service" ? { peer: { ...peer, endpoint: copyOfEndpoint(peer.endpoint, index) } } : {}),
    ...(peer.kind === "site" ? { peer: { ...peer, site: numbered(peer.site, index) } } : {}),
    ...(grant ? { grant: { ...grant, provider: numbered(grant.provider, index) } } : {}),
  };
}

function copyOfEndpoint({ service, namespace, port, name }: Endpoint, index: number): Endpoint {
  return endpoint(numbered(service, index), namespace, port, name);
}

function numbered(name: string, index: number): string {
  return `${name}-${index}`;
}
