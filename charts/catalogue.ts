import { images } from "./images";
import type { Catalogue } from "./model/catalogue";
import { backupJobs } from "./services/backup/jobs";
import { caddyPrivate, caddyPublic } from "./services/edge/caddy";
import { caddyHome } from "./services/edge/caddy-home";
import { frps } from "./services/edge/frps";
import { adguard } from "./services/home/adguard";
import { frpc } from "./services/home/frpc";
import { unifi } from "./services/home/unifi";
import { vaultwardenPrivate } from "./services/home/vaultwarden-private";
import { certificateJobs } from "./services/ops/certificates";
import { dozzle } from "./services/ops/dozzle";
import { victoriaLogs, vlagent, vlagentNas, vlagentVps } from "./services/ops/logs";
import { netdataNas, netdataOf, netdataVps } from "./services/ops/netdata";
import { restServer } from "./services/ops/rest-server";
import { serverWatch } from "./services/ops/server-watch";
import { uptimeKuma } from "./services/ops/uptime-kuma";
import { gotenbergPrivate, tikaPrivate } from "./services/private/converters-private";
import { dovecot } from "./services/private/dovecot";
import { paperlessPrivate } from "./services/private/paperless-private";
import { roundcube } from "./services/private/roundcube";
import { gotenbergBusiness, tikaBusiness } from "./services/public/converters-business";
import { monica } from "./services/public/monica";
import { n8n } from "./services/public/n8n";
import { opensignClient, opensignServer } from "./services/public/opensign";
import { paperlessBusiness } from "./services/public/paperless-business";
import { paperlessGpt } from "./services/public/paperless-gpt";
import { vaultwardenBusiness } from "./services/public/vaultwarden-business";
import { mongodb } from "./services/storage/mongodb";
import { postgres } from "./services/storage/postgres";
import { redisBusiness, redisPrivate } from "./services/storage/redis";

/** Everything that can run, one line each. The order is the order of the pages, and of nothing else. */
export const catalogue: Catalogue = {
  services: [
    postgres,
    redisBusiness,
    redisPrivate,
    mongodb,
    gotenbergBusiness,
    tikaBusiness,
    paperlessBusiness,
    paperlessGpt,
    n8n,
    opensignServer,
    opensignClient,
    vaultwardenBusiness,
    monica,
    gotenbergPrivate,
    tikaPrivate,
    paperlessPrivate,
    roundcube,
    dovecot,
    vaultwardenPrivate,
    adguard,
    unifi,
    frpc,
    uptimeKuma,
    netdataVps,
    netdataNas,
    dozzle,
    victoriaLogs,
    vlagentVps,
    vlagentNas,
    restServer,
    serverWatch,
    caddyPublic,
    caddyPrivate,
    caddyHome,
    frps,
  ],
  onFurther: (machine) => [netdataOf(machine), vlagent(machine)],
  jobs: (running, config, all) => [...backupJobs(running, config, all), ...certificateJobs(running, config)],
  images: Object.keys(images),
};
