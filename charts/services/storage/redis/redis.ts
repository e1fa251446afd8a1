import {
  type Context,
  Credential,
  type CredentialKey,
  composed,
  type Endpoint,
  type Environment,
  endpoints,
  type Grant,
  type GrantKind,
  gibi,
  guaranteed,
  health,
  hot,
  images,
  mebi,
  memory,
  milli,
  minutes,
  notBackedUp,
  type Phase,
  Program,
  random,
  runs,
  type Service,
  type Size,
  seconds,
  secretPath,
  service,
  share,
  text,
  type Use,
  upTo,
  user,
} from "../../vocabulary";
import ping from "./ping.sh";
import settings from "./redis.conf";
import { waitForRedis } from "./redis-wait";
import renderUsers from "./render-users.sh";

/**
 * While a fork rewrites the log, all that is overwritten meanwhile exists twice. With 75 % the kernel ends Redis within
 * seconds; with 40 % and every key overwritten during one rewrite, Redis 7.0.15 took 235 of 256 MiB.
 */
const shareForData = 0.4;

/** A waiting task of Paperless, made up as Celery writes one, with the file's name and every choice made: 2.4 kB. */
const tasksPerMebibyte = 400;

const inTheClear = "what is queued and cached passes between pods of one machine only, and each client has a password of its own";

/** A user of every key. What is queued lies with who queued it, so nothing is dumped. */
const ownKeys: GrantKind = { name: "user" };

/** A user that reads figures, and no key. */
const monitor: GrantKind = { name: "monitor", figuresOnly: true };

/** A Redis of one side; two exist, because an ACL cannot keep Celery's unprefixed keys apart. */
export function redis(at: Endpoint, side: string, phase: Phase, limit: Size): Service {
  const users = "/run/redis";
  const name = at.service;
  const maxmemory = Math.floor(limit.mebibytes * shareForData);
  return service(name, {
    does: `Queue and cache of the ${side} services.`,
    network: "storage",
    isDatabase: true,
    machine: "vps",
    phase,
    importance: "foundation",
    image: images.redis,
    runsAs: user(999, 1000),
    command: ["redis-server", "/etc/redis/redis.conf"],
    args: ["--maxmemory", `${maxmemory}mb`],
    files: { "/etc/redis/redis.conf": settings, "/scripts/ping.sh": ping },
    writes: { [users]: upTo(mebi(16)) },
    before: [
      new Program("render-users", {
        image: images.redis,
        command: ["sh", "/scripts/render-users.sh", `${users}/users.acl`, "/etc/redis-users/users.tsv", "/etc/redis-users/monitors.tsv"],
        files: {
          "/scripts/render-users.sh": renderUsers,
          "/etc/redis-users/users.tsv": linesOf(name, ownKeys),
          "/etc/redis-users/monitors.tsv": linesOf(name, monitor),
        },
        secrets: ({ grants }) => grants(name).map(({ credential }) => credential.file("password")),
        writes: { [users]: upTo(mebi(16)) },
        memory: memory(mebi(16), mebi(32), "a shell script of a few lines"),
      }),
    ],
    grants: [ownKeys, monitor],
    ports: at.ports,
    monitoredPorts: [at.name],
    keeps: {
      data: hot(
        gibi(2),
        "/data",
        "queued tasks and caches",
        notBackedUp("queues and caches only: what was queued lies with the service that queued it, what was cached is computed again"),
      ),
    },
    memory: guaranteed(limit, basisOf(maxmemory)),
    cpu: share(milli(100)),
    health: health({ ready: runs("sh", "/scripts/ping.sh"), startsWithin: minutes(3), every: seconds(15) }),
  });
}

function basisOf(maxmemory: number): string {
  const tasks = Math.floor((maxmemory * tasksPerMebibyte) / 10_000) * 10_000;
  return `maxmemory is ${maxmemory} MB, ${shareForData * 100} % of the limit, which the rewrite of the log doubles at worst; room for ${tasks} waiting tasks of Paperless, of which 10000 were measured with 60 MiB, what Redis itself needs included`;
}

/** One line a user: its name, and the file with its password. */
function linesOf(instance: string, kind: GrantKind): (context: Context) => string {
  return ({ grants }) =>
    grants(instance)
      .filter((grant) => grant.kind === kind)
      .map((grant) => `${grant.name}\t${secretPath(grant.credential.file("password"))}\n`)
      .join("");
}

/** What a client needs to know of its user: the address with name and password in a file. */
export interface RedisConnection {
  readonly url: CredentialKey;
}

/** A user of its own on the Redis of the client's side, who waits until it may log in there. */
export function redisUser(instance: Endpoint, name: string, env: (connection: RedisConnection) => Environment): Use {
  const credential = new Credential(`${name}-redis`, `opens ${instance.service} for ${name}`, {
    username: text(name),
    password: random(),
    url: composed(`redis://${name}:{password}@${instance.address}/0`),
  });
  return {
    peer: { kind: "service", endpoint: instance },
    why: "queues its tasks",
    env: env({ url: credential.file("url") }),
    wait: waitForRedis(instance, name, credential),
    grant: { kind: ownKeys, provider: instance.service, name, credential, inTheClear },
  };
}

/** A user that reads the server's figures and no key. Nobody waits for it. */
export function redisMonitor(instance: Endpoint, name: string): Use & { readonly grant: Grant } {
  const credential = new Credential(`${name}-${instance.service}`, `lets ${name} read the figures of ${instance.service}`, {
    username: text(name),
    password: random(),
  });
  return {
    peer: { kind: "service", endpoint: instance },
    why: "reads its figures",
    grant: { kind: monitor, provider: instance.service, name, credential, inTheClear },
  };
}

export const redisBusiness = redis(endpoints.redisBusiness, "business", 1, mebi(768));
export const redisPrivate = redis(endpoints.redisPrivate, "private", 2, mebi(256));
