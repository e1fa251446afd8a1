import { noticeDays, shortestPublicLifetime } from "../../model/time/certificate-lifetime";

/** One place where the stack does not do what the owner's document says. */
export interface Deviation {
  readonly about: string;
  readonly document: string;
  readonly here: string;
  readonly why: string;
  /** Holds only while one of these services runs. Default: always. */
  readonly concerns?: readonly string[];
}

/** Gives a service's name back when the catalogue has it, and throws when it has not. */
type Named = (service: string) => string;

/** In the order of the document's parts: services, data, network, machines. */
export const deviations = (named: Named): readonly Deviation[] => [
  {
    about: "Paperless version",
    document: "Paperless-NGX, no version named",
    here: "3.0.5",
    why: "The 2.x line cannot run without root.",
    concerns: [named("paperless-business"), named("paperless-private")],
  },
  {
    about: "Converters",
    document: "one Gotenberg",
    here: "Gotenberg and Tika once per side",
    why: "The document separates business from private data. One converter for both would see the documents of both.",
    concerns: [named("gotenberg-private"), named("tika-private")],
  },
  {
    about: "Tika",
    document: "not named",
    here: "runs beside Gotenberg",
    why: "Paperless reads Office files and mails through it.",
    concerns: [named("tika"), named("tika-private")],
  },
  {
    about: "Redis",
    document: "one Redis of 1 to 2 GB",
    here: `${named("redis-business")} and ${named("redis-private")}`,
    why: "Paperless writes its queue without a prefix of its own, so access rules cannot keep two of them apart in one Redis.",
    concerns: [named("redis-private")],
  },
  {
    about: "Memory of Redis",
    document: "1 to 2 GB",
    here: "768 MiB for business, 256 MiB for private",
    why: "Measured: 10 000 waiting tasks, made up as Paperless' own are, take 60 MiB. Filled to its maxmemory and overwritten while it rewrites its log, it stays below its limit; with 75 % of the limit for data, as before, the kernel ended it.",
    concerns: [named("redis-business"), named("redis-private")],
  },
  {
    about: "MongoDB version",
    document: "MongoDB 6",
    here: "MongoDB 7",
    why: "Version 6 has reached its end of life, and OpenSign needs at least 6.0.19.",
    concerns: [named("mongodb")],
  },
  {
    about: "Monica version",
    document: "Monica on PostgreSQL",
    here: "Monica 5 beta",
    why: "It is the only line that runs on PostgreSQL. It has no API for contacts, only CardDAV.",
    concerns: [named("monica")],
  },
  {
    about: "OpenAI model",
    document: "gpt-4o-mini",
    here: "two settings in config.yaml; gpt-6-luna as it is shipped, for reading and for logic",
    why: "OpenAI has announced that gpt-4o-mini and gpt-4o leave the API on 14 January 2027, and names gpt-6-luna in their place.",
    concerns: [named("paperless-gpt")],
  },
  {
    about: "Host name of Dozzle",
    document: "none named",
    here: "logs, from the VPN only",
    why: "Without a name and a certificate, nobody could open it.",
    concerns: [named("dozzle")],
  },
  {
    about: "Place of Dovecot",
    document: "on the server",
    here: "on the NAS, beside the Maildir",
    why: "The mails lie on the NAS. A file system mounted across the home link would stop the server's pods when the link hangs.",
    concerns: [named("dovecot")],
  },
  {
    about: "Daily backup",
    document: "restic to the NAS over SMB",
    here: `restic to an append-only ${named("rest-server")} on the NAS`,
    why: "Over SMB, a job that writes backups could delete them, and so could whoever takes it over. Here it can only add. Root of the server can do more than a job: `backups.md` says who can delete which copy.",
    concerns: [named("rest-server")],
  },
  {
    about: "FRP tunnel",
    document: "carries SMB and Docker services",
    here: "carries SMB only; the cluster's own network does the rest",
    why: "Both machines are in one cluster over WireGuard. The archive jobs still use SMB.",
    concerns: [named("frps"), named("frpc")],
  },
  {
    about: "Netdata",
    document: "one Netdata, on the server",
    here: `one on each machine; the NAS's has the name ${named("netdata-nas")}`,
    why: "Each raises its own alarms, so the NAS is watched while the server is away.",
    concerns: [named("netdata-nas")],
  },
  {
    about: "Archive of documents",
    document: "Paperless archive on the NAS",
    here: "the documents as they came in, copied every night, for ever",
    why: "The searchable copies can be made again, and then differ from what lies in an archive that nothing may change.",
    concerns: [named("frpc")],
  },
  {
    about: "Reverse proxy",
    document: "one Caddy",
    here: "one for the internet, one for the VPN",
    why: "The VPN sites are bound to the WireGuard address, so that nobody on the internet can even open a connection to them.",
    concerns: [named("caddy-private")],
  },
  {
    about: "Warning before a certificate ends",
    document: "from 30 days before",
    here: `from ${noticeDays(shortestPublicLifetime)[0]} days before; Caddy orders a new one when half of its life is left`,
    why: `Let's Encrypt shortens its certificates to ${shortestPublicLifetime}. Thirty days before the end, a healthy one is not yet due.`,
  },
  {
    about: "Firewall",
    document: "Hetzner's, then UFW",
    here: "Hetzner's, then nftables before addresses are rewritten, then UFW",
    why: "UFW sees what ends on the machine itself. What leads to a pod is passed on, and k3s accepts it before UFW is asked.",
  },
  {
    about: "IPv6",
    document: "not named",
    here: "IPv4 only: no AAAA records, and firewalls that drop IPv6",
    why: "k3s takes both families only when the cluster is made, and two families mean every rule twice.",
  },
  {
    about: "Services on the NAS",
    document: "containers in DSM",
    here: "a Debian VM on the NAS, which is a node of the cluster",
    why: "DSM cannot run k3s: its kernel is 4.4, without the control groups that the kubelet asks for.",
  },
  {
    about: "Encryption of the NAS",
    document: "encrypted shared folders",
    here: "none is, and the VM is not; a volume of DSM may be encrypted when it is made, as `synology.md` says",
    why: "An encrypted shared folder is away after a restart until somebody enters its key, and the VM's programs wait for it. Up to DSM 6 NFS does not reach one at all, and with DSM 7 nobody has tried it here. The VM starts alone while the server is away, when nobody could give it a key. The server's volumes are encrypted, and backups are, by restic.",
  },
  {
    about: "Right to delete in the archive",
    document: "users that cannot delete",
    here: "they cannot delete or rename, but can write over a file",
    why: "The list of what was archived is written anew each night. Snapshots that nobody can remove bring back what was there.",
    concerns: [named("frpc")],
  },
  {
    about: "High availability",
    document: "not named",
    here: "one server of k3s; further machines are agents, under `machines` of config.yaml",
    why: "A second server survives nothing: etcd wants three that agree, and volumes on one disk do not follow their pods. A lost server is restored.",
  },
  {
    about: "Larger server",
    document: "CX51 with 32 GB",
    here: "`machines.vps.size: cx53`",
    why: "It is the Hetzner server with 32 GB that config.yaml knows in place of the CX51.",
  },
];

/** What the owner's document names and nobody has made yet, with what to do until then. */
export const notYet = (named: Named): readonly { readonly about: string; readonly document: string; readonly until: string }[] => [
  { about: "MkDocs", document: "docs, a documentation site", until: "`generated/docs/` in the repository" },
  {
    about: "Webhook handler",
    document: "webhooks with a token, for Webflow and the DSGVO",
    until: `${named("n8n")} receives webhooks; the database dsgvo_system is there`,
  },
];
