import { smtp } from "../smtp";
import { database } from "../storage/postgres/postgres";
import { redisUser } from "../storage/redis/redis";
import {
  accepts,
  answers,
  byHand,
  Credential,
  calls,
  capped,
  cores,
  daily,
  type Endpoint,
  firstName,
  gibi,
  health,
  hot,
  images,
  inMemory,
  lasting,
  mebi,
  memory,
  milli,
  minutes,
  type Network,
  notBackedUp,
  type PersonalData,
  type Phase,
  publicSite,
  random,
  refused,
  type Service,
  type ServiceProps,
  type SiteProps,
  type Size,
  seconds,
  secretPath,
  service,
  tcp,
  upTo,
  user,
  vpnSite,
  whereRunning,
} from "../vocabulary";
import type { ArchiveContent } from "./archive-content";
import { account } from "./paperless-account";
import { arrivals, arrivalsOf } from "./paperless-arrivals";
import { ownerOf, paperlessSetUp } from "./paperless-set-up";
import refuseLocked from "./refuse-locked.sh";

/** Web server, worker with its one child, scheduler and consumer: each has a pool of its own. */
const processes = 5;
const connectionsOfEach = 3;

export interface PaperlessProps extends Pick<ServiceProps, "formerly"> {
  readonly side: "business" | "private";
  readonly network: Network;
  readonly phase: Phase;
  readonly site: string;
  /** The converters of its own side. Where one of them is off, Office files are not read in. */
  readonly gotenberg: Endpoint;
  readonly tika: Endpoint;
  readonly redis: Endpoint;
  /** Room for originals and their searchable copies. */
  readonly media: Size;
  readonly personalData: readonly PersonalData[];
  /** What the set-up makes in it. Default: nothing. */
  readonly content?: ArchiveContent;
}

/** Paperless-ngx 3.0, rootless, with German and English text recognition. */
export function paperless(name: string, props: PaperlessProps): Service {
  const { formerly = [], side, network, phase, site, gotenberg, tika, redis, media, personalData, content = {} } = props;
  const first = firstName(name, formerly);
  const login = new Credential(`${first}-login`, `the first administrator, by whom the set-up works, and the signing key of ${name}`, {
    // A name that nobody guesses: Paperless locks a name after five wrong passwords, whoever sent them.
    username: lasting(12, {
      because: "Paperless takes it when it makes the administrator, and never again",
      instead: "log in to Paperless and rename the user under Users & Groups",
    }),
    password: lasting(24, {
      because: "Paperless takes it when it makes the administrator, and never again",
      instead: "log in to Paperless and give yourself another password in your profile",
    }),
    "secret-key": random(64),
  });
  const owner = ownerOf(name, first);
  const siteProps: SiteProps = {
    administrator: {
      name: owner.file("username"),
      password: owner.file("password"),
      comes: "its set-up makes the account, whose name nobody guesses",
      secondFactor: byHand("under My Profile, which the set-up asks for until it is there"),
    },
    port: "http",
    purpose: `Documents, ${side}`,
    probe: "/accounts/login/",
    body: mebi(256),
    timeout: minutes(5),
    monitored: side === "business",
    // One login page. The others, of the administration and of the API, would each be another way to guess.
    refusedPaths: ["/api/auth", "/api/auth/*"],
    // Its pages answer below every path that ends with this.
    refusedAnywhere: ["admin/"],
    // Links for others, and what a mail brings to whoever has forgotten his password.
    secretPaths: ["/share/", "/accounts/password/reset/key/", "/accounts/confirm-email/"],
    failedLogins: [
      // While the name is locked, the right password gets the same answer. Paperless lets ten tries through in ten minutes;
      // twice as many are nobody who knows his password.
      refused("POST /accounts/login/", 200, { tries: 20 }),
      refused("POST /api/token/", 400),
      refused("POST /api/token/", 429),
      // A page that is still open when its session has ended gets it too, without credentials.
      refused("any /api/*", 401, { onlyWithCredentials: true }),
    ],
  };
  return service(name, {
    formerly,
    does: `Keeps the ${side} documents: reads them in, recognises their text, finds them again.`,
    network,
    machine: "vps",
    phase,
    image: images.paperless,
    runsAs: user(1000),
    env: {
      PAPERLESS_URL: ({ hostName }) => `https://${hostName(site)}`,
      PAPERLESS_TIME_ZONE: ({ config }) => config.timeZone,
      PAPERLESS_OCR_LANGUAGE: "deu+eng",
      PAPERLESS_OCR_MODE: "auto",
      PAPERLESS_ARCHIVE_FILE_GENERATION: "auto",
      // One document is one file, whoever hands it in again: a second copy would have to be kept, and deleted, twice. On the
      // business side that is another customer's too, whose number the task names: only our own service may read tasks there.
      PAPERLESS_CONSUMER_DELETE_DUPLICATES: "true",
      // What lies in a folder below would wait for ever, and nobody would know.
      PAPERLESS_CONSUMER_RECURSIVE: "true",
      PAPERLESS_PRE_CONSUME_SCRIPT: "/scripts/refuse-locked.sh",
      PAPERLESS_SCRATCH_DIR: arrivals.uploads,
      // Seconds, a hard end. After 3600 the queue (kombu) hands what waits out a second time, so no document may take so long.
      PAPERLESS_WORKER_TIMEOUT: "3300",
      // Days until what was thrown away is gone.
      PAPERLESS_EMPTY_TRASH_DELAY: "30",
      PAPERLESS_FILENAME_FORMAT: "{{ created_year }}/{{ correspondent }}/{{ title }}-{{ doc_pk }}",
      PAPERLESS_FILENAME_FORMAT_REMOVE_NONE: "true",
      PAPERLESS_TASK_WORKERS: "1",
      PAPERLESS_THREADS_PER_WORKER: "2",
      PAPERLESS_WEBSERVER_WORKERS: "1",
      PAPERLESS_PORT: "8000",
      PAPERLESS_TIKA_ENABLED: ({ runs }) => `${runs(gotenberg.service) && runs(tika.service)}`,
      PAPERLESS_PROXY_SSL_HEADER: '["HTTP_X_FORWARDED_PROTO", "https"]',
      PAPERLESS_USE_X_FORWARD_HOST: "true",
      PAPERLESS_ALLAUTH_TRUSTED_PROXY_COUNT: "1",
      PAPERLESS_ADMIN_USER_FILE: login.file("username"),
      PAPERLESS_ADMIN_PASSWORD_FILE: login.file("password"),
      PAPERLESS_SECRET_KEY_FILE: login.file("secret-key"),
      HOME: "/tmp",
      // s6 refuses a /run that it does not own and everybody may write, which is what an empty directory is.
      S6_READ_ONLY_ROOT: "1",
      S6_YES_I_WANT_A_WORLD_WRITABLE_RUN_BECAUSE_KUBERNETES: "1",
    },
    uses: [
      database(first.replaceAll("-", "_"), processes * connectionsOfEach, ({ host, port, name, user, credential, authority }) => ({
        PAPERLESS_DBENGINE: "postgresql",
        PAPERLESS_DBHOST: host,
        PAPERLESS_DBPORT: port,
        PAPERLESS_DBNAME: name,
        PAPERLESS_DBUSER: user,
        PAPERLESS_DBPASS_FILE: credential.file("password"),
        PAPERLESS_DB_OPTIONS: [
          `sslmode=verify-full,sslrootcert=${secretPath(authority.file("ca.crt"))}`,
          // Without a smallest size, each pool opens four at once, and refuses a largest size below that.
          `pool.min_size=1,pool.max_size=${connectionsOfEach}`,
        ].join(","),
      })),
      redisUser(redis, first, ({ url }) => ({ PAPERLESS_REDIS_FILE: url })),
      whereRunning(
        calls(gotenberg, "turns Office files and mails into PDF", {
          PAPERLESS_TIKA_GOTENBERG_ENDPOINT: `http://${gotenberg.address}`,
        }),
      ),
      whereRunning(calls(tika, "reads text out of Office files", { PAPERLESS_TIKA_ENDPOINT: `http://${tika.address}` })),
      smtp(({ host, port, user, from, password, implicitTls }) => ({
        PAPERLESS_EMAIL_HOST: host,
        PAPERLESS_EMAIL_PORT: port,
        PAPERLESS_EMAIL_HOST_USER: user,
        PAPERLESS_EMAIL_FROM: from,
        PAPERLESS_EMAIL_HOST_PASSWORD_FILE: password.file("password"),
        PAPERLESS_EMAIL_USE_TLS: ({ config }) => `${!implicitTls(config)}`,
        PAPERLESS_EMAIL_USE_SSL: ({ config }) => `${implicitTls(config)}`,
      })),
    ],
    ports: { http: tcp(8000) },
    sites: [side === "business" ? publicSite(site, siteProps) : vpnSite(site, siteProps)],
    keeps: {
      data: hot(gibi(4), "/usr/src/paperless/data", "search index, classifier and log", daily({ without: ["index", "log"] })),
      media: hot(media, "/usr/src/paperless/media", "originals and searchable copies", daily()),
      uploads: hot(
        gibi(1),
        arrivals.uploads,
        "uploads that wait to be read in, and what is being read in",
        notBackedUp("an upload lies there only until it is read in, and whoever sent it keeps it until its task says success"),
      ),
      consume: hot(
        gibi(1),
        arrivals.consume,
        "documents on their way in",
        notBackedUp("a document lies there only until it is read in, and its sender still has it"),
      ),
    },
    files: { "/scripts/refuse-locked.sh": refuseLocked },
    writes: {
      "/run": upTo(mebi(64)),
      // The pages of the one document that is being recognised, 26 MB for each that was scanned in colour with 300 dpi.
      "/tmp": upTo(gibi(4)),
      // Nobody exports here: databases and files are backed up as they are. In memory, because a full disk would end the pod.
      "/usr/src/paperless/export": inMemory(mebi(1)),
    },
    memory: memory(
      mebi(640),
      gibi(2),
      "measured with 3.0.5: 557 MiB at rest; 1.34 GB with the page cache while a scan of 24 pages is recognised",
    ),
    cpu: capped(milli(200), cores(3), "text recognition takes every core that it can get"),
    health: health({
      ready: answers("http", "/accounts/login/", { host: "localhost" }),
      alive: accepts("http"),
      startsWithin: minutes(10),
      timeout: seconds(15),
    }),
    stopsWithin: minutes(2),
    jobs: [arrivalsOf(name, formerly, network, phase)],
    personalData,
    grants: [account],
    setUp: (own) => paperlessSetUp(name, { owner, endpoint: own("http"), login, content }),
    seeds: Object.fromEntries(Object.entries(content).filter(([, seeds]) => seeds.length > 0)),
  });
}
