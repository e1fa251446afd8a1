import { images } from "./images";
import type { Catalogue } from "./model/catalogue";
import { backupJobs } from "./services/backup/jobs";
import { caddyPrivate, caddyPublic } from "./services/edge/caddy/caddy";
import { caddyHome } from "./services/edge/caddy/caddy-home";
import { frps } from "./services/edge/frps/frps";
import { adguard } from "./services/home/adguard/adguard";
import { frpc } from "./services/home/frpc/frpc";
import { unifi } from "./services/home/unifi/unifi";
import { vaultwardenPrivate } from "./services/home/vaultwarden-private";
import { certificateJobs } from "./services/ops/certificates/certificates";
import { dozzle } from "./services/ops/dozzle";
import { victoriaLogs, vlagent, vlagentNas, vlagentVps } from "./services/ops/logs/logs";
import { netdataNas, netdataOf, netdataVps } from "./services/ops/netdata/netdata";
import { restServer } from "./services/ops/rest-server/rest-server";
import { serverWatch } from "./services/ops/server-watch/server-watch";
import { uptimeKuma } from "./services/ops/uptime-kuma/uptime-kuma";
import { gotenbergPrivate, tikaPrivate } from "./services/private/converters-private";
import { dovecot } from "./services/private/dovecot/dovecot";
import { paperlessPrivate } from "./services/private/paperless-private/paperless-private";
import { roundcube } from "./services/private/roundcube/roundcube";
import { gotenbergBusiness, tikaBusiness } from "./services/public/converters-business";
import { invoices } from "./services/public/invoices/invoices";
import { monica } from "./services/public/monica/monica";
import { n8n } from "./services/public/n8n/n8n";
import { opensignClient, opensignServer } from "./services/public/opensign/opensign";
import { paperlessBusiness } from "./services/public/paperless-business";
import { paperlessGpt } from "./services/public/paperless-gpt/paperless-gpt";
import { vaultwardenBusiness } from "./services/public/vaultwarden-business";
import { mongodb } from "./services/storage/mongodb/mongodb";
import { postgres } from "./services/storage/postgres/postgres";
import { redisBusiness, redisPrivate } from "./services/storage/redis/redis";

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
    invoices,
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
