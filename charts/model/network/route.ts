import type { Reach } from "./reach";
import type { Site } from "./site";

/** A site with its service: what a reverse proxy, a DNS table and a monitor need to know. */
export interface Route {
  readonly site: Site;
  readonly reach: Reach;
  /** The full host name, such as `crm.mk360.de`. */
  readonly host: string;
  /** Where its reverse proxy answers those whom it is for; the address behind the name, for them. */
  readonly address: string;
  /** The service that answers. */
  readonly service: string;
  /** Where it answers inside the cluster, as `name.namespace.svc.cluster.local:port`. */
  readonly backend: string;
  /** Where requests below a prefix are answered instead. */
  readonly detours: readonly { readonly prefix: string; readonly service: string; readonly backend: string }[];
}
