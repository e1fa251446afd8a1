import { image, imageByTag, namesOfImages, ownImage } from "./model/program/image";

/** Why a chosen image has no digest: none was found in a public pin, and none is invented. Renovate fills it. */
const unknownDigest = "no digest is known for this tag yet; Renovate pins it at its first run";

const branchTag = "its maker publishes no version, only the tag of a branch, and no digest of it is known; pin one before use";

/**
 * These are known to be built for arm64 beside amd64: the digest is the index of all platforms, or the maker's own build
 * says so; test/contracts/pins.yaml has the source of each.
 */
const nameImages = namesOfImages({
  alsoForArm64: ["adguard", "caddy", "netdata", "node", "postgres", "redis", "restic", "unifi", "victoria-logs", "vlagent"],
});

/** Every image of the stack, by tag and digest. Renovate reads and updates this file (renovate.json). */
export const images = nameImages({
  adguard: image("docker.io/adguard/adguardhome", "v0.107.79", "sha256:aba9e3bf0613be3ba3755e1fc311b126e2c24bec25e18b6483894a88283074f0"),
  apps: ownImage("apps", "2", "built from images/apps; the registry names the digest when the image is pushed for the first time"),
  caddy: image("docker.io/library/caddy", "2.11.4-alpine", "sha256:de23def33b17fb5d1290b0f6c2add1d70780e52341896c00a4c8a2a2fe9d355e"),
  dozzle: image("docker.io/amir20/dozzle", "v10.6.15", "sha256:5bb13e26b62f9bc4bd390e3e0c9423263b7df86e3a4167b718cc6e352f96b54f"),
  frpc: image("ghcr.io/fatedier/frpc", "v0.71.0", "sha256:99ece6a2b62cfc68731e0df289af804ff1c699911cfc47871856434f1d6d53ee"),
  frps: image("ghcr.io/fatedier/frps", "v0.71.0", "sha256:cd8b947ba61678b200baa4f71ccc33f3c52e4e2cc0059700ba3b8354e36af7c3"),
  gotenberg: image("docker.io/gotenberg/gotenberg", "8.37.0", "sha256:f29984bd1e226bf1b93ba90af06000afa8b315853e99d27b9aaa41b93f15c769"),
  mail: ownImage("mail", "1", "built from images/mail; the registry names the digest when the image is pushed for the first time"),
  "mongo-4-4": {
    ...image("docker.io/library/mongo", "4.4.30", "sha256:4be76f674fc4b27859816811b8baa3c51830eb1dbf4ca81a51e26b79edd662ef"),
    // Until version 5 MongoDB's majors have two numbers, and each reads the files of the one before it alone.
    major: "4.4",
  },
  "mongo-7": image("docker.io/library/mongo", "7.0.40", "sha256:b6421fd6d1c5ded6377b397d8983e2f82e2100dc5123332dcfda2065a472be5b"),
  monica: imageByTag("docker.io/library/monica", "5.0.0-beta.5-apache", unknownDigest),
  n8n: image("docker.n8n.io/n8nio/n8n", "2.41.7", "sha256:bcef56dd44014e09774219536a3f8cb07f1b553fcba94044bd9fc0f21f8676a3"),
  netdata: image("docker.io/netdata/netdata", "v2.11.0", "sha256:c45c71eb23ff3f1012bcda7832bf08c0b09954363557e84511bcfaf6cafa3aa8"),
  node: image("docker.io/library/node", "24.21.0-bookworm-slim", "sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6"),
  "opensign-client": imageByTag("docker.io/opensign/opensign", "main", branchTag),
  "opensign-server": imageByTag("docker.io/opensign/opensignserver", "main", branchTag),
  paperless: image(
    "ghcr.io/paperless-ngx/paperless-ngx",
    "3.0.5",
    "sha256:65a4cabf0169ea7fbd90ab7bb28ba3f8b5909613635acda1a03ad606f34b456b",
  ),
  "paperless-gpt": image(
    "ghcr.io/icereed/paperless-gpt",
    "v0.27.0",
    "sha256:855d9df5bacb2bed60bd520f1ffe0d118695aef9f77d37466ae85823001f547d",
  ),
  postgres: image(
    "docker.io/library/postgres",
    "16.15-bookworm",
    "sha256:efedf3595f1d6f415c08568ba171029bf54052e754cc9f030e3f2412b21f3d67",
  ),
  rclone: image("docker.io/rclone/rclone", "1.75.1", "sha256:45401ad7410db1d67ffdb58e19059ad20b0d8e0285a60e38bbec55cc1019c7a5"),
  redis: image("docker.io/library/redis", "7.4.11-alpine", "sha256:ff02b58f971e7d7d156a1267e283fcbbeee91773b6aa36c49dac28ecfe28eadf"),
  "rest-server": image("docker.io/restic/rest-server", "0.14.0", "sha256:d2aff06f47eb38637dff580c3e6bce4af98f386c396a25d32eb6727ec96214a5"),
  restic: image("docker.io/restic/restic", "0.19.1", "sha256:136600b6ff6843d61d355f7f71f460a166429f35de6fd11b568fece3c9a4d510"),
  roundcube: image(
    "docker.io/roundcube/roundcubemail",
    "1.7.4-apache-nonroot",
    "sha256:533b48d35f8fef99f24ae6997a032a727888d6992bd55a1a0a24d1ea208dbf3f",
  ),
  tika: image("docker.io/apache/tika", "3.3.1.0", "sha256:90b7fa1dc018434075fce9e1d9b88b1e3d0ea6979d0cf86e116c79a8073ae973"),
  unifi: image(
    "lscr.io/linuxserver/unifi-network-application",
    "10.6.106-ls147",
    "sha256:5f5e76c95b5bd4becb0cdb1b96ef53a468e75ca0f7a096ca5c24fc30998b382a",
  ),
  "uptime-kuma": imageByTag("docker.io/louislam/uptime-kuma", "2.5.3-slim-rootless", unknownDigest),
  vaultwarden: image("docker.io/vaultwarden/server", "1.37.3", "sha256:1587c45feaa479f1f5e8af3b00eded36bff77bcf1880cf8dbf0541706dd470e0"),
  "victoria-logs": image(
    "docker.io/victoriametrics/victoria-logs",
    "v1.52.0",
    "sha256:47b820890d64c4575a2a0a46415dcd8a4fd59a0f1fcd6a377693d7aea639442e",
  ),
  vlagent: imageByTag("docker.io/victoriametrics/vlagent", "v1.52.0", unknownDigest),
});
