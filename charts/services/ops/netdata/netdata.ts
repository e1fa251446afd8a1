import { alarmAddress, alarmWebhook } from "../../alarm-webhook";
import { mailPassword, smtp } from "../../smtp";
import { postgresMonitor } from "../../storage/postgres/postgres";
import { redisMonitor } from "../../storage/redis/redis";
import {
  answers,
  type Context,
  type CredentialKey,
  callsSite,
  capped,
  cores,
  endpoints,
  gibi,
  health,
  images,
  inMemory,
  internalAuthority,
  internet,
  k3sVolumes,
  mebi,
  memory,
  milli,
  minutes,
  type NamedMachine,
  nasVm,
  Program,
  type Service,
  type Size,
  secretPath,
  server,
  service,
  tcp,
  type Use,
  upTo,
  user,
  vpnSite,
  whereRunning,
} from "../../vocabulary";
import settings from "./netdata.conf";
import alarms from "./netdata-health.conf";
import notifications from "./netdata-notify.conf";
import render from "./render-netdata.sh";
import sendmail from "./sendmail.sh";

const port = 19999;

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

function mainSettings(machine: string): string {
  return [settings, "[host labels]", `    machine = ${machine}`, ""].join("\n");
}

function notifySettings(context: Context): string {
  const { config } = context;
  return [
    `EMAIL_SENDER="${config.mail.from ?? config.mail.user}"`,
    `DEFAULT_RECIPIENT_EMAIL="${config.contact}"`,
    `WEBHOOK_URL="${alarmAddress(context)}"`,
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

interface Measuring {
  /** The part of its host name before the domain. */
  readonly site: string;
  /** What it measures, in the middle of a sentence. Default: the machine. */
  readonly measures?: string;
  /** What it takes of memory. Default: 160Mi. */
  readonly request?: Size;
  /** The servers whose figures it reads too. Default: none. */
  readonly collects?: readonly Use[];
  /** How it reads them. Default: not at all. */
  readonly jobs?: Program["files"];
  /** How its alarms reach n8n. */
  readonly tellsN8n: Use;
}

/** One Netdata a machine. Each stands alone, so that the NAS raises its alarms while the server is away. */
function netdata(
  { name, words }: NamedMachine,
  { site, measures = words, request = mebi(160), collects = [], jobs = {}, tellsN8n }: Measuring,
): Service {
  return service(`netdata-${name}`, {
    does: `Measures the ${measures} every second and raises the owner's alarms.`,
    network: "ops",
    machine: name,
    phase: 3,
    everyNode: true,
    podSecurity: "privileged",
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
        { path: k3sVolumes.room, at: "/host/volumes", why: "tells the same of the volumes' file system, and is as empty" },
      ],
    },
    before: [
      new Program(`render-netdata-${name}`, {
        image: images.netdata,
        command: ["sh", "/scripts/render-netdata.sh", unfinished, "/etc/netdata"],
        files: {
          "/scripts/render-netdata.sh": render,
          [`${unfinished}/top/netdata.conf`]: mainSettings(name),
          [`${unfinished}/top/health_alarm_notify.conf`]: notifySettings,
          [`${unfinished}/top/msmtprc`]: msmtpSettings,
          [`${unfinished}/top/sendmail`]: sendmail,
          [`${unfinished}/top/webhook-header`]: contentOf(alarmWebhook.file("header")),
          [`${unfinished}/health.d/mk360.conf`]: alarms,
          ...jobs,
        },
        secrets: (context) => [alarmWebhook.file("header"), ...passwordsOf(collects, context)],
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
      vpnSite(site, {
        port: "http",
        purpose: `Figures of the ${words}, second by second`,
        probe: "/api/v1/info",
        withoutLogin: "an agent without Netdata's cloud has no users",
      }),
    ],
    memory: memory(
      request,
      mebi(400),
      "measured: 52 MiB at rest on the first day, 69 MiB while many look at charts; one tier on disk, whose cache grows to 32 MiB",
    ),
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

export const netdataVps = netdata(server, {
  site: "netdata",
  measures: "server, PostgreSQL and Redis",
  request: mebi(200),
  collects: [inPostgres, ...inRedis.map(({ use }) => whereRunning(use))],
  jobs: { [`${unfinished}/go.d/postgres.conf`]: postgresJobs, [`${unfinished}/go.d/redis.conf`]: redisJobs },
  tellsN8n: whereRunning(callsSite("webhooks", "tells n8n of alarms")),
});

/** Netdata of a machine that is not the server. */
export function netdataOf(machine: NamedMachine): Service {
  return netdata(machine, { site: `netdata-${machine.name}`, tellsN8n: internet("tells n8n of alarms, by its public name", tcp(443)) });
}

export const netdataNas = netdataOf(nasVm);
