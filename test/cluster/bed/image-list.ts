/** How an image starts, as its makers' build says; from services.md and the makers' own build files, never from dist. */
export interface Start {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly string[];
  /** The small userland of Alpine in place of Debian's. */
  readonly alpine?: true;
}

const debian = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Programs that a registry has: they run as they are. */
const real: Readonly<Record<string, Start>> = {
  "docker.io/library/caddy": { command: ["caddy", "run"], alpine: true },
  "docker.io/library/node": { env: ["NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt"] },
  "docker.io/library/postgres": {
    entrypoint: ["/usr/local/bin/postgres-entrypoint.sh"],
    command: ["postgres"],
    env: [`PATH=${debian}:/usr/lib/postgresql/16/bin`, "PG_MAJOR=16", "PGDATA=/var/lib/postgresql/data"],
  },
  "docker.io/library/redis": { alpine: true },
  "docker.io/rclone/rclone": { entrypoint: ["rclone"], alpine: true },
  "docker.io/restic/rest-server": { alpine: true },
  "docker.io/restic/restic": { entrypoint: ["restic"], alpine: true },
  // In the foreground, with the machine's own folders below /host, as its image's start script does it.
  "docker.io/netdata/netdata": { entrypoint: ["/usr/sbin/netdata"], command: ["-D", "-s", "/host", "-p", "19999"] },
  "docker.io/victoriametrics/victoria-logs": { entrypoint: ["/usr/local/bin/victoria-logs"], alpine: true },
  "docker.io/victoriametrics/vlagent": { entrypoint: ["/usr/local/bin/vlagent"], alpine: true },
  "ghcr.io/mk360/mail": {},
  "docker.io/local/coredns": { entrypoint: ["/usr/local/bin/coredns"] },
  "docker.io/local/local-path-provisioner": { entrypoint: ["/usr/local/bin/local-path-provisioner"] },
  "docker.io/local/busybox": { alpine: true },
};

/** Programs that no registry has: one stand-in that refuses what the real one refuses (test/cluster/standin). */
const standIns: Readonly<Record<string, Start>> = {
  "docker.io/adguard/adguardhome": { alpine: true },
  "docker.io/amir20/dozzle": { alpine: true },
  "docker.io/apache/tika": {},
  "docker.io/gotenberg/gotenberg": {},
  "docker.io/library/mongo": {},
  "docker.io/library/monica": {},
  // Its database is a file that the backup reads.
  "docker.io/louislam/uptime-kuma": { env: ["STANDIN_DATABASE=/app/data/stand-in.json"] },
  "docker.io/opensign/opensign": {},
  "docker.io/opensign/opensignserver": {},
  "docker.io/roundcube/roundcubemail": {},
  "docker.io/vaultwarden/server": {},
  "docker.n8n.io/n8nio/n8n": { alpine: true },
  "ghcr.io/fatedier/frpc": { alpine: true },
  "ghcr.io/fatedier/frps": { alpine: true },
  "ghcr.io/icereed/paperless-gpt": { alpine: true },
  "ghcr.io/paperless-ngx/paperless-ngx": {},
  "lscr.io/linuxserver/unifi-network-application": {},
};

export const isStandIn = (repository: string): boolean => repository in standIns;

export interface ImageConfig {
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
}

/** Throws for an image that the bed does not know: nobody has said yet how it starts. */
export function configOf(repository: string): ImageConfig {
  const start = real[repository] ?? standIns[repository];
  if (!start) throw new Error(`the test cluster has no ${repository}: add how it starts to ${__filename}`);
  const path = start.alpine ? `/busybox:${debian}` : debian;
  const env = start.env ?? [];
  const own = isStandIn(repository) ? ["/usr/local/bin/standin"] : [];
  return {
    Env: [
      ...(env.some((each) => each.startsWith("PATH=")) ? [] : [`PATH=${path}`]),
      ...env,
      ...(isStandIn(repository) ? [`STANDIN_IMAGE=${repository.split("/").pop()}`] : []),
    ],
    Entrypoint: start.entrypoint ?? own,
    Cmd: start.command ?? [],
  };
}
