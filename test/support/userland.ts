/** What lies beside a script in its image: busybox alone, or dash, GNU's tools and mawk. */
export type Userland = "alpine" | "debian";

/** What the image of a repository is built on, as its Dockerfile says; Ubuntu's tools are Debian's. */
export const userlandOfImage: Readonly<Record<string, Userland>> = {
  "docker.io/adguard/adguardhome": "alpine",
  "docker.io/library/caddy": "alpine",
  "docker.io/library/mongo": "debian",
  "docker.io/library/node": "debian",
  "docker.io/library/postgres": "debian",
  "docker.io/library/redis": "alpine",
  "docker.io/louislam/uptime-kuma": "debian",
  "docker.io/netdata/netdata": "debian",
  "docker.io/rclone/rclone": "alpine",
  "docker.io/restic/rest-server": "alpine",
  "docker.io/restic/restic": "alpine",
  "docker.io/vaultwarden/server": "debian",
  "ghcr.io/fatedier/frpc": "alpine",
  "ghcr.io/icereed/paperless-gpt": "alpine",
  "ghcr.io/mk360/mail": "debian",
  "lscr.io/linuxserver/unifi-network-application": "debian",
};

/** In which of them each script runs, and so must be tried: test/services/userland.test.ts compares it with dist. */
export const userlandsOfScript: Readonly<Record<string, readonly Userland[]>> = {
  "archive.sh": ["alpine"],
  "arrivals.sh": ["debian"],
  "backup.sh": ["alpine"],
  "check.sh": ["alpine"],
  "copy.sh": ["alpine"],
  "dump-mongodb.sh": ["debian"],
  "dump-postgres.sh": ["debian"],
  "forget.sh": ["alpine"],
  "hold-data.sh": ["alpine", "debian"],
  "hold-port.sh": ["alpine"],
  "hyper-backup-age.sh": ["alpine"],
  "join-users.sh": ["alpine"],
  "let-in.sh": ["debian"],
  "merge-adguard.sh": ["alpine"],
  "mongo-users.sh": ["debian"],
  "ping.sh": ["alpine"],
  "provision.sh": ["debian"],
  "pull-mail.sh": ["debian"],
  "render-netdata.sh": ["debian"],
  "render-users.sh": ["alpine"],
  "set-superuser-password.sh": ["debian"],
  "tunnel-stands.sh": ["alpine"],
  "unifi-password.sh": ["debian"],
  "wait-for-postgres.sh": ["debian"],
  "wait-for-proxy.sh": ["alpine"],
  "wait-for-redis.sh": ["alpine"],
  "watched.sh": ["alpine", "debian"],
  "with-token.sh": ["alpine"],
};
