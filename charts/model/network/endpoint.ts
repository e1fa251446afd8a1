import type { Port } from "../../values/port";
import { Mistake } from "../mistake";
import { namespaces } from "./network";

/**
 * One port of a service as everybody names it: the server listens there, its certificate bears the names, its clients are
 * told the address, and a use of it opens the policies of both ends.
 */
export class Endpoint {
  /** @throws Mistake when there is no such namespace. */
  constructor(
    readonly service: string,
    readonly namespace: string,
    readonly port: Port,
    /** The port's name, which its Service and its policies have too. */
    readonly name: string,
  ) {
    if (!namespaces.some(({ name: known }) => known === namespace))
      throw new Mistake(
        `${service}: there is no namespace "${namespace}"; the namespaces are ${namespaces.map((each) => each.name).join(", ")}`,
      );
  }

  /** The name inside the cluster, whole, so that no search list decides. */
  get host(): string {
    return `${this.service}.${this.namespace}.svc.cluster.local`;
  }

  /** The port's number, as variables and settings have it. */
  get number(): string {
    return `${this.port.number}`;
  }

  /** `host:port`. */
  get address(): string {
    return `${this.host}:${this.number}`;
  }

  /** Every name by which a pod may call it, the shortest first, for its certificate. */
  get certificateNames(): readonly string[] {
    const { service, namespace } = this;
    return [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, this.host];
  }

  /** What its service declares. */
  get ports(): Readonly<Record<string, Port>> {
    return { [this.name]: this.port };
  }

  is({ service, namespace, port, name }: Endpoint): boolean {
    return service === this.service && namespace === this.namespace && name === this.name && `${port}` === `${this.port}`;
  }

  toString(): string {
    return `${this.name} of ${this.service} at ${this.host}:${this.port}`;
  }
}

/** The port of a service in its namespace. `name` is the port's. Default: the service's own. */
export function endpoint(service: string, namespace: string, port: Port, name = service): Endpoint {
  return new Endpoint(service, namespace, port, name);
}
