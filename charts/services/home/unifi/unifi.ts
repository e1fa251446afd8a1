import dumpMongodb from "../../backup/dump-mongodb.sh";
import library from "../../backup/lib.sh";
import { watched } from "../../backup/watched";
import {
  accepts,
  answers,
  Credential,
  calls,
  capped,
  cores,
  daily,
  days,
  endpoints,
  family,
  gibi,
  health,
  home,
  hours,
  images,
  internet,
  job,
  mebi,
  memory,
  milli,
  minutes,
  notBackedUp,
  Program,
  random,
  root,
  Schedule,
  secretPath,
  service,
  share,
  tcp,
  udp,
  upTo,
  user,
  vpnSite,
} from "../../vocabulary";
import mongoUsers from "./mongo-users.sh";
import unifiPassword from "./unifi-password.sh";
import unifiUsers from "./unifi-users.mjs";

const password = new Credential("unifi-mongo", "opens UniFi's databases for UniFi", { password: random() }).file("password");
const dumpPassword = new Credential("unifi-mongo-dump", "lets the nightly dump read UniFi's database", { password: random() }).file(
  "password",
);

/** Whose files its settings and dumps are; the image hands them over to this user. */
const owner = user(1000);
/** MongoDB's own user, whose files its data is. */
const mongo = user(999);
/** UniFi's own default of 1024 MiB belongs to a machine of its own; here it shares 1 GiB with its database. */
const heap = mebi(384);
/** What both programs of MongoDB write beside its data. */
const mongoWrites = { "/tmp": upTo(mebi(64)), "/data/configdb": upTo(mebi(16)) };

/** What the backup cannot take from a running MongoDB; half an hour before the first daily backup of the shipped settings. */
const dump = job("unifi-dump", {
  does: "Dumps UniFi's database to the volume that the daily backup takes.",
  network: "home",
  machine: "nas",
  phase: 3,
  image: images["mongo-4-4"],
  runsAs: owner,
  schedule: Schedule.daily("03:00"),
  watch: watched(),
  command: ["sh", "/scripts/dump-mongodb.sh"],
  files: { "/scripts/dump-mongodb.sh": dumpMongodb, "/scripts/lib.sh": library },
  env: {
    MONGO_HOST: endpoints.unifiMongo.host,
    MONGO_PORT: endpoints.unifiMongo.number,
    MONGO_USER: "dump",
    MONGO_DATABASE: "unifi",
    MONGO_PASSWORD_FILE: dumpPassword,
    DUMP_DIRECTORY: "/dumps",
    HOME: "/tmp",
  },
  borrows: [{ service: "unifi", volume: "dumps", path: "/dumps", writable: true }],
  writes: { "/tmp": upTo(mebi(64)) },
  uses: [calls(endpoints.unifiMongo, "dumps its database")],
  memory: memory(mebi(48), mebi(192), "mongodump holds one batch of documents of each collection"),
  cpu: capped(milli(50), cores(1), "DNS and the vault share the NAS"),
  endsWithin: hours(2),
});

export const unifi = service("unifi", {
  does: "Manages the access points and switches of the home network.",
  network: "home",
  machine: "nas",
  phase: 3,
  image: images.unifi,
  runsAs: root("the image's own supervisor prepares the files as root and steps down for UniFi itself"),
  userNamespace: { reason: "root of the image is nobody outside of it" },
  filesOf: owner,
  capabilities: {
    add: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"],
    reason:
      "its supervisor hands the files over, steps down to another user, and ends what runs as that user; all of it counts inside only",
  },
  writableRoot: "its makers support no read-only root: the start writes the list of users and links beside the program",
  env: {
    PUID: `${owner.uid}`,
    PGID: `${owner.gid}`,
    TZ: ({ config }) => config.timeZone,
    // The heap. What the JVM takes beside it, for classes, code, threads and the parallel collector that the image asks for,
    // has no such limit, and what it all exceeds is the pod's.
    MEM_LIMIT: `${heap.bytes / mebi(1).bytes}`,
    // In the same pod. Read at the first start only; a changed password is put in by the program before.
    MONGO_HOST: "127.0.0.1",
    MONGO_PORT: endpoints.unifiMongo.number,
    MONGO_DBNAME: "unifi",
    MONGO_USER: "unifi",
    MONGO_AUTHSOURCE: "admin",
    FILE__MONGO_PASS: password,
  },
  before: [
    new Program("mongo-users", {
      image: images["mongo-4-4"],
      runsAs: mongo,
      command: ["sh", "/scripts/mongo-users.sh", "/data/db", "/scripts/unifi-users.mjs"],
      files: { "/scripts/mongo-users.sh": mongoUsers, "/scripts/unifi-users.mjs": unifiUsers },
      env: { HOME: "/tmp" },
      secrets: [password, dumpPassword],
      writes: mongoWrites,
      memory: memory(mebi(128), mebi(352), "MongoDB itself, for a moment"),
    }),
    new Program("unifi-password", {
      image: images.unifi,
      runsAs: owner,
      command: ["sh", "/scripts/unifi-password.sh", "/config/data/system.properties", secretPath(password)],
      files: { "/scripts/unifi-password.sh": unifiPassword },
      secrets: [password],
      memory: memory(mebi(16), mebi(32), "awk with a file of a few lines"),
    }),
  ],
  beside: [
    new Program("unifi-mongo", {
      image: images["mongo-4-4"],
      runsAs: mongo,
      // The last MongoDB that runs without AVX, which the NAS's processor does not have.
      args: ["mongod", "--dbpath", "/data/db", "--auth", "--bind_ip_all", "--wiredTigerCacheSizeGB", "0.25"],
      env: { HOME: "/tmp" },
      writes: mongoWrites,
      ports: endpoints.unifiMongo.ports,
      memory: memory(mebi(200), mebi(352), "its smallest cache of 256 MiB, of which a household fills a part, and a few connections"),
      cpu: share(milli(50)),
      health: health({ ready: accepts("mongo"), startsWithin: minutes(5) }),
    }),
  ],
  ports: { https: tcp(8443), inform: tcp(8080), stun: udp(3478) },
  hostPorts: [
    { port: "https", number: 8443, from: "lan", why: "its page, also while the server is away" },
    { port: "inform", number: 8080, from: "lan", why: "access points report here; the number is fixed in them" },
    { port: "stun", number: 3478, from: "lan", why: "access points ask how they are reached" },
  ],
  leftByHand: [
    {
      does: "make its administrator at its site, from the VPN, on the first day: until then port 8443 asks whoever is in your home network",
      because: "its makers describe no other way than its pages, and no registry has the program, so that another one could be tried on it",
    },
  ],
  sites: [
    vpnSite("unifi", {
      port: "https",
      purpose: "Access points and switches",
      probe: "/status",
      body: mebi(512),
      uncheckedTls: "UniFi makes its own certificate at its first start, which nobody else knows; the way to it is inside the VPN",
    }),
  ],
  uses: [internet("asks its maker for firmware of the access points", tcp(443))],
  keeps: {
    config: home(gibi(2), "/config", "its settings, its keys and its own backups", daily({ without: ["logs"] })),
    mongo: home(
      gibi(5),
      "/data/db",
      "devices, clients and statistics",
      notBackedUp("files of a running database are no backup; the dump beside it is, without the statistics"),
    ),
    dumps: home(gibi(1), "/dumps", "last night's dump of the database", daily()),
  },
  memory: memory(mebi(560), mebi(672), "a Java heap of 384 MiB; the rest is for classes, code and threads"),
  cpu: capped(milli(100), cores(1), "DNS and the vault share the NAS"),
  // At its first start the image waits 35 seconds for MongoDB, and then for ever: only a failed start ends that.
  health: health({ ready: answers("https", "/status", { tls: true }), alive: accepts("https"), startsWithin: minutes(15) }),
  stopsWithin: minutes(2),
  jobs: [dump],
  personalData: [family("which device was where and when", "operation of the home network", days(90))],
});
