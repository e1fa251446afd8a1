import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import type { Catalogue } from "../../charts/model/catalogue";
import { type Outputs, outputsOf } from "../../charts/output/outputs";
import type { StateLock } from "../../charts/output/state-lock";
import { database } from "../../charts/services/storage/postgres/postgres";
import { redisUser } from "../../charts/services/storage/redis/redis";
import {
  answers,
  customers,
  daily,
  days,
  endpoints,
  gibi,
  health,
  hot,
  mebi,
  memory,
  publicSite,
  service,
  tcp,
  upTo,
  user,
} from "../../charts/services/vocabulary";
import { changedObjects, differenceOf, differences, movedIn } from "../support/difference";
import { plain } from "../support/example";
import { stackOf } from "../support/stack";

/** As a service file declares one that has everything: a database, a queue, a site that is watched, a volume with a backup. */
const shop = service("shop", {
  does: "Sells what the business makes.",
  network: "public",
  machine: "vps",
  phase: 1,
  image: plain.image,
  runsAs: user(1000),
  ports: { http: tcp(8080) },
  uses: [
    database("shop", 4, ({ url }) => ({ DATABASE_URL_FILE: url })),
    redisUser(endpoints.redisBusiness, "shop", ({ url }) => ({ REDIS_URL_FILE: url })),
  ],
  sites: [publicSite("shop", { port: "http", purpose: "The shop", probe: "/", monitored: true })],
  keeps: { data: hot(gibi(1), "/data", "pictures of the goods", daily()) },
  writes: { "/tmp": upTo(mebi(64)) },
  memory: memory(mebi(64), mebi(128), "an example"),
  health: health({ ready: answers("http", "/") }),
  personalData: [customers("orders and addresses", "performance of contracts", days(3650))],
});

/** In the middle, where everything behind it could move. */
const place = catalogue.services.findIndex(({ name }) => name === "n8n");
const withShop: Catalogue = { ...catalogue, services: catalogue.services.toSpliced(place, 0, shop) };

const nothingKnown: StateLock = { state: [], released: [] };
/** With what the lock knows after an earlier synth. */
const made = (of: Catalogue, off: string[] = [], earlier?: Outputs): Outputs =>
  outputsOf(stackOf({ phase: 3, off }, of), earlier ? { ...earlier, released: [] } : nothingKnown);
const before = made(catalogue);
const after = made(withShop);

/** What only moved, by file: a line that says something and both went and came. */
function moved(one: Outputs, other: Outputs): string[] {
  return (["dist", "generated"] as const).flatMap((folder) =>
    [...differences(one[folder], other[folder])].flatMap(([path, difference]) =>
      movedIn(difference).map((line) => `${folder}/${path}: ${line}`),
    ),
  );
}

describe("a service with database, queue, site and volume, added in the middle of the catalogue,", () => {
  const changed = changedObjects(before.dist, after.dist);
  const own = /\/shop(-backup)?\.yaml: /;

  test("has files of its own for all that it declares", () => {
    const kinds = changed.flatMap((object) => (own.test(object) ? [object.split(": ")[1]?.split(" ")[0]] : []));
    expect([...new Set(kinds)].sort()).toEqual(["ConfigMap", "CronJob", "Deployment", "NetworkPolicy", "PersistentVolumeClaim", "Service"]);
  });

  test("changes its neighbours' policies and what must count it, and nothing else of dist", () => {
    // A job that runs once bears a hash of its content in its name.
    const others = changed.filter((object) => !own.test(object)).map((object) => object.replace(/(?<=Job .+)-[0-9a-f]{8}$/, ""));
    expect([...new Set(others)]).toEqual([
      "00-foundation/public.yaml: ResourceQuota budget",
      "10-storage/postgres-provisioning.yaml: ConfigMap postgres-provisioning-provisioning",
      "10-storage/postgres-provisioning.yaml: Job postgres-provisioning",
      "10-storage/postgres.yaml: NetworkPolicy postgres-ingress",
      // Its user, with the Secret that holds its password.
      "10-storage/redis-business.yaml: ConfigMap redis-business-render-users-etc-redis-users",
      "10-storage/redis-business.yaml: NetworkPolicy redis-business-ingress",
      "10-storage/redis-business.yaml: StatefulSet redis-business",
      // Its route; a new Caddyfile is a new pod.
      "20-apps/caddy-public.yaml: ConfigMap caddy-public-etc-caddy",
      "20-apps/caddy-public.yaml: Deployment caddy-public",
      "20-apps/caddy-public.yaml: NetworkPolicy caddy-public-egress",
      "20-apps/caddy-public.yaml: NetworkPolicy caddy-public-ingress",
      // Its site is watched, and its backup tells its end.
      "20-apps/uptime-kuma-set-up.yaml: ConfigMap uptime-kuma-set-up-content",
      "20-apps/uptime-kuma-set-up.yaml: Job uptime-kuma-set-up",
      "20-apps/uptime-kuma.yaml: NetworkPolicy uptime-kuma-egress",
      "20-apps/uptime-kuma.yaml: NetworkPolicy uptime-kuma-ingress",
      "30-home/rest-server.yaml: NetworkPolicy rest-server-ingress",
      // Their lists of the data sets that there are.
      "40-backup/copy-monthly-business.yaml: CronJob copy-monthly-business",
      "40-backup/copy-weekly-business.yaml: CronJob copy-weekly-business",
      "40-backup/forget-business.yaml: CronJob forget-business",
      "40-backup/uptime-kuma-set-up-daily.yaml: ConfigMap uptime-kuma-set-up-daily-content",
      "40-backup/uptime-kuma-set-up-daily.yaml: CronJob uptime-kuma-set-up-daily",
    ]);
  });

  test("is counted by the pages, the zone and the data beside them, by the limit of its volume on its machine, and by nothing of Flux", () => {
    const files = [...differences(before.generated, after.generated).keys()].filter((path) => !/\.md$/.test(path)).sort();
    expect(files).toEqual(["dns.zone", "docs/network.json", "hosts/vps/volumes/claims", "monitors.json", "secrets.json"]);
  });

  test("moves no line of dist and of the pages", () => {
    expect(moved(before, after)).toEqual([]);
  });
});

describe("the same service, switched off again,", () => {
  const off = made(withShop, ["shop"], after);

  test("leaves its claim, what counts it and what keeps its snapshots, and everything else as it was", () => {
    expect(changedObjects(before.dist, off.dist)).toEqual([
      "00-foundation/public.yaml: ResourceQuota budget",
      "40-backup/forget-business.yaml: CronJob forget-business",
      "40-backup/forget-private.yaml: CronJob forget-private",
      "40-backup/parked-shop.yaml: PersistentVolumeClaim shop-data",
    ]);
  });

  test("moves no line", () => {
    expect(moved(after, off)).toEqual([]);
  });
});

test.each(["n8n", "roundcube", "vaultwarden-private", "netdata-vps"])("%s, switched off, moves no line of what stays", (name) => {
  expect(moved(before, made(catalogue, [name], before))).toEqual([]);
});

describe("the comparison sees", () => {
  test.each([
    ["a line that moved", "a\nb\nc\nd", "b\nc\na\nd", ["a"]],
    ["no line that came in between", "a\nb", "a\nx\nb", []],
    ["no line that changed", "a\nb\nc", "a\nx\nc", []],
    ["no bracket that moved", "}\nb\n", "b\n}\n", []],
  ])("%s", (_, one, other, lines) => {
    expect(movedIn(differenceOf(one, other))).toEqual(lines);
  });
});
