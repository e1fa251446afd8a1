import { image, imageByTag, nameImages } from "./model/image";

/** Why a chosen image has no digest: none was found in a public pin, and none is invented. Renovate fills it. */
const unknownDigest = "no digest is known for this tag yet; Renovate pins it at its first run";

/** Every image of the stack, by tag and digest. Renovate reads and updates this file (renovate.json). */
export const images = nameImages({
  adguard: image("docker.io/adguard/adguardhome", "v0.107.79", "sha256:aba9e3bf0613be3ba3755e1fc311b126e2c24bec25e18b6483894a88283074f0"),
  caddy: image("docker.io/library/caddy", "2.11.4-alpine", "sha256:de23def33b17fb5d1290b0f6c2add1d70780e52341896c00a4c8a2a2fe9d355e"),
  gotenberg: image("docker.io/gotenberg/gotenberg", "8.37.0", "sha256:f29984bd1e226bf1b93ba90af06000afa8b315853e99d27b9aaa41b93f15c769"),
  n8n: image("docker.n8n.io/n8nio/n8n", "2.41.7", "sha256:bcef56dd44014e09774219536a3f8cb07f1b553fcba94044bd9fc0f21f8676a3"),
  node: image("docker.io/library/node", "24.21.0-bookworm-slim", "sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6"),
  paperless: image(
    "ghcr.io/paperless-ngx/paperless-ngx",
    "3.0.5",
    "sha256:65a4cabf0169ea7fbd90ab7bb28ba3f8b5909613835acda1a03ad606f34b456b",
  ),
  postgres: image(
    "docker.io/library/postgres",
    "16.15-bookworm",
    "sha256:efedf3595f1d6f415c08568ba171029bf54052e754cc9f030e3f2412b21f3d67",
  ),
  redis: image("docker.io/library/redis", "7.4.11-alpine", "sha256:ff02b58f971e7d7d156a1267e283fcbbeee91773b6aa36c49dac28ecfe28eadf"),
  "rest-server": image("docker.io/restic/rest-server", "0.14.0", "sha256:d2aff06f47eb38637dff580c3e6bce4af98f386c396a25d32eb6727ec96214a5"),
  restic: image("docker.io/restic/restic", "0.19.1", "sha256:136600b6ff6843d61d355f7f71f460a166429f35de6fd11b568fece3c9a4d510"),
  tika: image("docker.io/apache/tika", "3.3.1.0", "sha256:90b7fa1dc018434075fce9e1d9b88b1e3d0ea6979d0cf86e116c79a8073ae973"),
  "uptime-kuma": imageByTag("docker.io/louislam/uptime-kuma", "2.5.3-slim-rootless", unknownDigest),
  vaultwarden: image("docker.io/vaultwarden/server", "1.37.3", "sha256:1587c45feaa479f1f5e8af3b00eded36bff77bcf1880cf8dbf0541706dd470e0"),
});
