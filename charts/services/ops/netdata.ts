import { mailPassword, smtp } from "../smtp";
import { postgresMonitor } from "../storage/postgres";
import { redisMonitor } from "../storage/redis";
import {
  answers,
  type Context,
  Credential,
  type CredentialKey,
  callsSite,
  capped,
  composed,
  cores,
  endpoints,
  gibi,
  health,
  images,
  inMemory,
  internalAuthority,
  internet,
  type Machine,
  mebi,
  memory,
  milli,
  minutes,
  Program,
  random,
  type Service,
  secretPath,
  service,
  tcp,
  type Use,
  upTo,
  user,
  vpnSite,
  whereRunning,
} from "../vocabulary";
import settings from "./netdata.conf";
import alarms from "./netdata-health.conf";
import notifications from "./netdata-notify.conf";
import render from "./scripts/render-netdata.sh";
import sendmail from "./scripts/sendmail.sh";

const port = 19999;

/** n8n's own check of who calls: anybody can reach a webhook. */
const webhook = new Credential("alarm-webhook", "lets Netdata's alarms into the webhook of n8n that passes them on", {
  token: random(),
  header: composed("Authorization: Bearer {token}"),
});

const inPostgres = postgresMonitor("netdata", 3);
const instances = [endpoints.redisBusiness, endpoints.redisPrivate];
const inRedis = instances.map((instance) => ({ instance, use: redisMonitor(instance, "netdata") }));

/** Where a file of a secret goes; the program before the main one puts its content there. */
const contentOf = (key: CredentialKey): string => `{{${secretPath(key)}}}`;

/** A server that is away at the start is asked again every minute; by itself, Netdata would forget it. */
const pace = ["    update_every: 10", "    autodetection_retry: 60"];

function postgresJobs(): string {
  const dsn = [
    `host=${endpoints.postgres.host} port=${endpoints.postgres.number} dbname=postgres user=netdata`,
    `password=${contentOf(inPostgres.grant.credential.file("password"))}`,
    `sslmode=verify-full sslrootcert=${secretPath(internalAuthority.file("ca.crt"))}`,
  ].join(" ");
  return ["jobs:", "  - name: postgres", `    dsn: "${dsn}"`, ...pace, ""].join("\n");
}

function redisJobs({ runs }: Context): string {
  const jobs = inRedis
    .filter(({ instance }) => runs(instance.service))
    .flatMap(({ instance, use }) => [
      `  - name: ${instance.service}`,
      `    address: "redis://@${instance.address}"`,
      "    username: netdata",
      `    password: "${contentOf(use.grant.credential.file("password"))}"`,
      ...pace,
    ]);
  return [jobs.length > 0 ? "jobs:" : "jobs: []", ...jobs, ""].join("\n");
}

function mainSettings(machine: Machine): string {
  return [settings, "[host labels]", `    machine = ${machine}`, ""].join("\n");
}

function notifySettings({ config, hostName }: Context): string {
  return [
    `EMAIL_SENDER="${config.mail.from ?? config.mail.user}"`,
    `DEFAULT_RECIPIENT_EMAIL="${config.contact}"`,
    `WEBHOOK_URL="https://${hostName("webhooks")}/webhook/mk360-alarm"`,
    "",
    notifications,
  ].join("\n");
}

function msmtpSettings({ config }: Context): string {
  const { host, port, user, from = user } = config.mail;
  return [
    "account default",
    `host ${host}`,
    `port ${port}`,
    "tls on",
    `tls_starttls ${port === 465 ? "off" : "on"}`,
    "tls_trust_file /etc/ssl/certs/ca-certificates.crt",
    "auth on",
    `user ${user}`,
    `passwordeval "cat ${secretPath(mailPassword)}"`,
    `from ${from}`,
    "",
  ].join("\n");
}

/** Where its settings lie before the secrets are in them: one folder a folder of Netdata's own. */
const unfinished = "/settings";
const finished = { "/etc/netdata": inMemory(mebi(4)) };

/** One Netdata a machine. Each stands alone, so that the NAS raises its alarms while the server is away. */
function netdata(machine: Machine, collects: readonly Use[], jobs: Program["files"], tellsN8n: Use): Service {
  return service(`netdata-${machine}`, {
    does: `Measures the ${machine === "vps" ? "server, PostgreSQL and Redis" : "NAS VM"} every second and raises the owner's alarms.`,
    network: "ops",
    machine,
    phase: 3,
    everyNode: true,
    needs: "privileged",
    image: images.netdata,
    runsAs: user(201),
    env: { DO_NOT_TRACK: "1", NETDATA_LISTENER_PORT: `${port}` },
    host: {
      // Not the machine's network: its figures stand in these files too, and policies reach only a pod of its own.
      reason: "it measures the machine: processor, memory, disk and network, which a pod sees only by the machine's own files",
      paths: [
        { path: "/proc", at: "/host/proc", why: "reads processor, memory and network there, and what each disk does" },
        { path: "/sys", at: "/host/sys", why: "reads there which disks and network cards there are, and what each pod takes" },
        { path: "/opt", at: "/host/root", why: "any directory tells how full the disk under it is, and this one holds nothing" },
      ],
    },
    before: [
      new Program(`render-netdata-${machine}`, {
        image: images.netdata,
        command: ["sh", "/scripts/render-netdata.sh", unfinished, "/etc/netdata"],
        files: {
          "/scripts/render-netdata.sh": render,
          [`${unfinished}/top/netdata.conf`]: mainSettings(machine),
          [`${unfinished}/top/health_alarm_notify.conf`]: notifySettings,
          [`${unfinished}/top/msmtprc`]: msmtpSettings,
          [`${unfinished}/top/sendmail`]: sendmail,
          [`${unfinished}/top/webhook-header`]: contentOf(webhook.file("header")),
          [`${unfinished}/health.d/mk360.conf`]: alarms,
          ...jobs,
        },
        secrets: (context) => [webhook.file("header"), ...passwordsOf(collects, context)],
        writes: finished,
        memory: memory(mebi(16), mebi(32), "a shell script of a few lines"),
      }),
    ],
    secrets: [mailPassword],
    writes: {
      ...finished,
      "/var/cache/netdata": upTo(gibi(1)),
      "/var/lib/netdata": upTo(mebi(64)),
      "/run/netdata": upTo(mebi(16)),
      "/tmp": upTo(mebi(64)),
    },
    uses: [...collects, tellsN8n, smtp(() => ({}))],
    ports: { http: tcp(port) },
    sites: [
      vpnSite(machine === "vps" ? "netdata" : "netdata-nas", {
        port: "http",
        purpose: `Figures of the ${machine === "vps" ? "server" : "NAS VM"}, second by second`,
        probe: "/api/v1/info",
      }),
    ],
    memory: memory(mebi(machine === "vps" ? 200 : 160), mebi(400), "one tier on disk with 32 MiB of cache, no machine learning"),
    cpu: capped(milli(100), cores(1), "it measures what it takes itself, too"),
    health: health({ ready: answers("http", "/api/v1/info"), startsWithin: minutes(5) }),
  });
}

/** Of the servers that run: a missing one has no secret to read. */
function passwordsOf(collects: readonly Use[], { runs }: Context): CredentialKey[] {
  return collects.flatMap(({ grant, optional }) =>
    grant && (!optional || runs(grant.provider)) ? [grant.credential.file("password")] : [],
  );
}

export const netdataVps = netdata(
  "vps",
  [inPostgres, ...inRedis.map(({ use }) => whereRunning(use))],
  { [`${unfinished}/go.d/postgres.conf`]: postgresJobs, [`${unfinished}/go.d/redis.conf`]: redisJobs },
  whereRunning(callsSite("webhooks", "tells n8n of alarms")),
);

export const netdataNas = netdata("nas", [], {}, internet("tells n8n of alarms, by its public name", tcp(443)));
