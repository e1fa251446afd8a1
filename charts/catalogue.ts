import { images } from "./images";
import type { Catalogue } from "./model/catalogue";
import { backupJobs } from "./services/backup/jobs";
import { caddyPrivate, caddyPublic } from "./services/edge/caddy";
import { adguard } from "./services/home/adguard";
import { vaultwardenPrivate } from "./services/home/vaultwarden-private";
import { restServer } from "./services/ops/rest-server";
import { uptimeKuma } from "./services/ops/uptime-kuma";
import { gotenbergBusiness, tikaBusiness } from "./services/public/converters-business";
import { n8n } from "./services/public/n8n";
import { paperlessBusiness } from "./services/public/paperless-business";
import { postgres } from "./services/storage/postgres";
import { redisBusiness } from "./services/storage/redis";

/** Everything that can run, one line each. The order is the order of the pages. */
export const catalogue: Catalogue = {
  services: [
    postgres,
    redisBusiness,
    gotenbergBusiness,
    tikaBusiness,
    paperlessBusiness,
    n8n,
    vaultwardenPrivate,
    adguard,
    uptimeKuma,
    restServer,
    caddyPublic,
    caddyPrivate,
  ],
  jobs: backupJobs,
  images: Object.keys(images),
};
