/**
 * What each image demands of its pod, written from the facts about the images (their sources, their documentation, their
 * reported bugs) and not from the service files. A text must be equal, a pattern must match.
 */
export interface Contract {
  /** The user and group that the image knows; `any` where every user but root will do. */
  readonly user: readonly [uid: number, gid: number] | "any";
  readonly ports: readonly number[];
  /** Directories that outlive the pod. */
  readonly keeps: readonly string[];
  /** Directories that must be writable, and may be lost. */
  readonly scratch: readonly string[];
  readonly env?: Readonly<Record<string, string | RegExp>>;
  /** Variables that name a mounted file of a secret. */
  readonly secretFiles?: readonly string[];
  /** Variables that hold a secret itself, for programs that read no file. */
  readonly secretValues?: readonly string[];
  /** Files of secrets that are read without a variable. */
  readonly mountedSecrets?: readonly RegExp[];
  /** Bits that no mounted secret may have, or the program does not start. */
  readonly tooOpen?: number;
  /** Directories that a program before the main one must have filled. */
  readonly prepared?: readonly string[];
  /** Variables that break it, with the reason. */
  readonly never?: Readonly<Record<string, string>>;
  /** Words of its command line. */
  readonly words?: readonly (string | RegExp)[];
  readonly adds?: readonly string[];
  /** The program writes beside itself: its root file system must be writable. */
  readonly writesRoot?: boolean;
  readonly ready: ProbeContract;
  readonly alive?: ProbeContract;
  /** Default: as `ready`. */
  readonly starts?: ProbeContract;
  /** Seconds that a start may take at least. */
  readonly startsWithin?: number;
  /** Seconds that it gets to stop at least. */
  readonly stopsWithin?: number;
  /** Mebibytes of its limit at least. */
  readonly memory?: number;
  /** Of a service that the owner's document does not know: who reaches its sites, by the part before the domain. */
  readonly sites?: Readonly<Record<string, "internet" | "vpn" | "lan">>;
  /** Of such a service: what it reaches on the internet, such as `443/TCP`. */
  readonly internet?: readonly string[];
  /** Of such a service: connections that it opens to PostgreSQL at most. */
  readonly connections?: number;
}

export interface ProbeContract {
  readonly path?: RegExp;
  readonly port?: number;
  readonly host?: string;
  /** The answer comes by TLS. */
  readonly tls?: true;
  readonly command?: RegExp;
}

const sslVerified = /^sslmode=verify-full,sslrootcert=\/secrets\/internal-ca\/ca\.crt(,|$)/;

export const contracts: Readonly<Record<string, Contract>> = {
  // services.md 19; a key of root may be read by its group, and by nobody else (services-real.md)
  postgres: {
    user: [999, 999],
    ports: [5432],
    keeps: ["/var/lib/postgresql/data"],
    scratch: ["/var/run/postgresql", "/tmp", "/dev/shm"],
    env: { PGDATA: /^\/var\/lib\/postgresql\/data\/.+/, POSTGRES_INITDB_ARGS: /--data-checksums/ },
    secretFiles: ["POSTGRES_PASSWORD_FILE"],
    mountedSecrets: [/\/tls\.crt$/, /\/tls\.key$/],
    tooOpen: 0o037,
    starts: { command: /^pg_isready .*(-h |--host=)127\.0\.0\.1/ },
    ready: { command: /^pg_isready .*(-h |--host=)\/var\/run\/postgresql( |$)/ },
    startsWithin: 120,
    stopsWithin: 60,
  },
  // services.md 20
  "redis-business": {
    user: [999, 1000],
    ports: [6379],
    keeps: ["/data"],
    scratch: ["/run/redis"],
    words: [/^--maxmemory$/, /^[0-9]+mb$/],
    ready: { command: /ping\.sh$/ },
  },
  // services.md 1
  "paperless-business": {
    user: [1000, 1000],
    ports: [8000],
    // paperless-real.md: uploads wait in the scratch directory, and were gone with the pod.
    keeps: ["/usr/src/paperless/data", "/usr/src/paperless/media", "/usr/src/paperless/consume", "/usr/src/paperless/uploads"],
    scratch: ["/run", "/tmp", "/usr/src/paperless/export"],
    env: {
      PAPERLESS_URL: /^https:\/\/[a-z0-9.-]+$/,
      PAPERLESS_TIME_ZONE: "Europe/Berlin",
      PAPERLESS_OCR_LANGUAGE: "deu+eng",
      PAPERLESS_OCR_MODE: "auto",
      PAPERLESS_ARCHIVE_FILE_GENERATION: /^(auto|always|never)$/,
      PAPERLESS_CONSUMER_DELETE_DUPLICATES: "true",
      PAPERLESS_CONSUMER_RECURSIVE: "true",
      PAPERLESS_PRE_CONSUME_SCRIPT: /^\/scripts\//,
      PAPERLESS_SCRATCH_DIR: "/usr/src/paperless/uploads",
      // Below 3600, at which kombu delivers what waits again: tried with Celery 5.6.3 and kombu 5.6.2.
      PAPERLESS_WORKER_TIMEOUT: /^(1[89]|2[0-9]|3[0-5])[0-9]{2}$/,
      // The number of the document in the last part: no two names are equal, not even where letters in upper and lower case are.
      PAPERLESS_FILENAME_FORMAT: /^\{\{ created_year \}\}\/.*\{\{ title \}\}[^/]*\{\{ doc_pk \}\}$/,
      PAPERLESS_FILENAME_FORMAT_REMOVE_NONE: "true",
      PAPERLESS_PROXY_SSL_HEADER: /^\["HTTP_X_FORWARDED_PROTO", ?"https"\]$/,
      PAPERLESS_USE_X_FORWARD_HOST: "true",
      PAPERLESS_ALLAUTH_TRUSTED_PROXY_COUNT: "1",
      PAPERLESS_TIKA_ENABLED: /^(1|true)$/,
      PAPERLESS_TIKA_ENDPOINT: /^http:\/\/tika\.public\.svc\.cluster\.local:9998$/,
      PAPERLESS_TIKA_GOTENBERG_ENDPOINT: /^http:\/\/gotenberg\.public\.svc\.cluster\.local:3000$/,
      PAPERLESS_DBENGINE: "postgresql",
      PAPERLESS_DBHOST: "postgres.storage.svc.cluster.local",
      PAPERLESS_DBPORT: "5432",
      PAPERLESS_DBNAME: "paperless_business",
      PAPERLESS_DBUSER: "paperless_business",
      PAPERLESS_DB_OPTIONS: sslVerified,
      HOME: /^\/tmp/,
      S6_READ_ONLY_ROOT: "1",
      S6_YES_I_WANT_A_WORLD_WRITABLE_RUN_BECAUSE_KUBERNETES: "1",
    },
    secretFiles: [
      "PAPERLESS_SECRET_KEY_FILE",
      "PAPERLESS_ADMIN_USER_FILE",
      "PAPERLESS_ADMIN_PASSWORD_FILE",
      "PAPERLESS_DBPASS_FILE",
      "PAPERLESS_REDIS_FILE",
    ],
    never: {
      PAPERLESS_OCR_LANGUAGES: "installs packages, which does not work rootless",
      PAPERLESS_DBSSLMODE: "replaced by PAPERLESS_DB_OPTIONS, gone in 3.2",
      PAPERLESS_CONSUMER_POLLING: "renamed in 3.0",
      PAPERLESS_ADMIN_USER: "Paperless locks a name that somebody guesses, and what stands here is known",
      PAPERLESS_TRUSTED_PROXIES: "takes addresses, and the proxy's pod has no fixed one",
      USERMAP_UID: "needs root",
      USERMAP_GID: "needs root",
    },
    ready: { path: /^\/(accounts\/login\/)?$/, port: 8000, host: "localhost" },
    startsWithin: 300,
    memory: 2048,
  },
  // services.md 1a
  tika: { user: [35002, 35002], ports: [9998], keeps: [], scratch: ["/tmp"], ready: { path: /^\/(tika|version)$/, port: 9998 } },
  // services.md 7
  gotenberg: {
    user: [1001, 1001],
    ports: [3000],
    keeps: [],
    scratch: ["/tmp", "/home/gotenberg"],
    env: { HOME: "/home/gotenberg" },
    words: [
      "gotenberg",
      "--chromium-disable-javascript=true",
      "--chromium-allow-list=file:///tmp/.*",
      /^--chromium-deny-private-ips(=true)?$/,
      /^--libreoffice-deny-private-ips(=true)?$/,
      /^--api-disable-download-from(=true)?$/,
      /^--api-timeout=([6-9][0-9]|[0-9]{3})s$/,
    ],
    ready: { path: /^\/health$/, port: 3000 },
    memory: 512,
  },
  // services.md 3; N8N_WEBHOOK_URL is the name since 2.41 (n8n-real.md)
  n8n: {
    user: [1000, 1000],
    ports: [5678],
    keeps: ["/home/node/.n8n"],
    scratch: ["/home/node/.cache", "/tmp"],
    env: {
      N8N_PORT: "5678",
      N8N_HOST: "workflows.mk360.de",
      // n8n-real.md: at /metrics of its public name, without a login, for everybody
      N8N_METRICS: "false",
      N8N_PROTOCOL: "https",
      // n8n-real.md: with these nobody else becomes its owner
      N8N_INSTANCE_OWNER_MANAGED_BY_ENV: "true",
      N8N_INSTANCE_OWNER_EMAIL: "owner@mk360.de",
      N8N_PROXY_HOPS: "1",
      N8N_EDITOR_BASE_URL: /^https:\/\/workflows\.mk360\.de\/?$/,
      N8N_WEBHOOK_URL: "https://webhooks.mk360.de/",
      GENERIC_TIMEZONE: "Europe/Berlin",
      TZ: "Europe/Berlin",
      HOME: "/home/node",
      DB_TYPE: "postgresdb",
      DB_POSTGRESDB_HOST: "postgres.storage.svc.cluster.local",
      DB_POSTGRESDB_PORT: "5432",
      DB_POSTGRESDB_DATABASE: "n8n",
      DB_POSTGRESDB_USER: "n8n",
      DB_POSTGRESDB_SCHEMA: "public",
      DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED: "true",
    },
    secretFiles: [
      "N8N_INSTANCE_OWNER_PASSWORD_HASH_FILE",
      "N8N_ENCRYPTION_KEY_FILE",
      "DB_POSTGRESDB_PASSWORD_FILE",
      "DB_POSTGRESDB_SSL_CA_FILE",
      "N8N_SMTP_PASS_FILE",
    ],
    never: {
      NODES_EXCLUDE: "would bring ExecuteCommand back",
      WEBHOOK_URL: "deprecated in 2.41",
      N8N_RUNNERS_ENABLED: "deprecated in 2.41",
    },
    ready: { path: /^\/healthz\/readiness$/, port: 5678 },
    alive: { path: /^\/healthz$/, port: 5678 },
    startsWithin: 120,
  },
  // services.md 8
  "uptime-kuma": {
    user: [1000, 1000],
    ports: [3001],
    keeps: ["/app/data"],
    scratch: ["/tmp"],
    env: { UPTIME_KUMA_DB_TYPE: "sqlite" },
    ready: { path: /^\/(api\/entry-page)?$/, port: 3001 },
  },
  // services.md 15 and 0.3
  "caddy-public": {
    user: "any",
    ports: [8080, 8443],
    keeps: ["/data"],
    scratch: ["/config"],
    env: { XDG_DATA_HOME: "/data", XDG_CONFIG_HOME: "/config" },
    words: ["caddy", "run", "--config"],
    adds: ["NET_BIND_SERVICE"],
    never: { CADDY_ADMIN: "opens the configuration to others" },
    ready: { path: /^\/healthz$/ },
  },
  "caddy-private": {
    user: "any",
    ports: [8443],
    keeps: ["/data"],
    scratch: ["/config"],
    env: { XDG_DATA_HOME: "/data", XDG_CONFIG_HOME: "/config" },
    words: ["caddy", "run", "--config"],
    adds: ["NET_BIND_SERVICE"],
    never: { CADDY_ADMIN: "opens the configuration to others" },
    ready: { path: /^\/healthz$/ },
  },
  // services.md 22
  "rest-server": {
    user: "any",
    ports: [8000],
    keeps: ["/repositories"],
    scratch: ["/users"],
    words: ["--append-only", "--private-repos", "--path=/repositories", /^--htpasswd-file=\/users\//],
    never: { DISABLE_AUTHENTICATION: "lets everybody in" },
    ready: { port: 8000 },
  },
  // services.md 5; it writes its requests down at INFO (services-real.md)
  "vaultwarden-private": {
    user: "any",
    ports: [8080],
    keeps: ["/data"],
    scratch: ["/tmp"],
    env: {
      ROCKET_PORT: "8080",
      ROCKET_ADDRESS: "0.0.0.0",
      DOMAIN: /^https:\/\/[a-z0-9.-]+$/,
      SIGNUPS_ALLOWED: "false",
      DATABASE_URL: /^sqlite:\/\/\/?\/?data\//,
      TMP_FOLDER: /^\/(data\/)?tmp/,
      IP_HEADER: "X-Real-IP",
      LOG_LEVEL: /^info,request=off$/,
    },
    secretFiles: ["SMTP_PASSWORD_FILE"],
    never: { WEBSOCKET_ENABLED: "obsolete", ADMIN_TOKEN: "a value in the clear" },
    ready: { path: /^\/alive$/, port: 8080 },
  },
  // services.md 14; without its settings it starts as root alone, to ask for them (services-real.md)
  adguard: {
    user: "any",
    ports: [3000, 5053],
    keeps: ["/opt/adguardhome/conf", "/opt/adguardhome/work"],
    scratch: [],
    prepared: ["/opt/adguardhome/conf"],
    words: ["--no-check-update", "-c", "/opt/adguardhome/conf/AdGuardHome.yaml", "-w", "/opt/adguardhome/work"],
    adds: ["NET_BIND_SERVICE"],
    ready: { path: /^\/login\.html$/, port: 3000 },
  },
};
