import { smtp } from "../../smtp";
import { database } from "../../storage/postgres/postgres";
import {
  accepts,
  answers,
  Credential,
  capped,
  cores,
  customers,
  daily,
  type Environment,
  gibi,
  health,
  hot,
  images,
  lasting,
  mebi,
  memory,
  milli,
  minutes,
  Program,
  type ProgramProps,
  publicSite,
  refused,
  root,
  runs,
  seconds,
  service,
  share,
  tcp,
  upTo,
  user,
} from "../../vocabulary";
import { letIn } from "./monica-contacts";
import { administrator, firstAccount, register } from "./monica-set-up";

const key = new Credential("monica-key", "encrypts what Monica keeps; lost means that it cannot be read any more", {
  // Laravel takes 32 characters as they are for the 32 bytes that AES-256 wants.
  "app-key": lasting(32, {
    because: "Monica can read what it has encrypted with it alone",
    instead:
      "in Monica turn off every user's second factor and remove the subscriptions of address books, change the key, and set both up again; everybody logs in anew",
  }),
});
const storage = "/var/www/html/storage";
/** Apache's workers, and everything beside them, so that all of them can write each other's files. */
const wwwData = user(33);
/** One folder for all three. */
const temporary = { "/tmp": upTo(mebi(128)) };
/** Apache's own default is 150, far more than there are connections to the database: the rest waits its turn. */
const webProcesses = 8;
const entrypoint = "/usr/local/bin/entrypoint.sh";

const env: Environment = {
  APP_ENV: "production",
  APP_DEBUG: "false",
  APP_URL: ({ hostName }) => `https://${hostName("crm")}`,
  APP_KEY_FILE: key.file("app-key"),
  // Only the reverse proxy reaches the pod, and its pod has no fixed address.
  APP_TRUSTED_PROXIES: "*",
  APP_DISABLE_SIGNUP: "true",
  DB_CONNECTION: "pgsql",
  QUEUE_CONNECTION: "database",
  SESSION_DRIVER: "database",
  SESSION_SECURE_COOKIE: "true",
  SCOUT_DRIVER: "database",
  LOG_CHANNEL: "stderr",
  LARAVEL_STORAGE_PATH: storage,
  PHP_MEMORY_LIMIT: "128M",
  PHP_OPCACHE_MEMORY_CONSUMPTION: "64",
};

/** An artisan command that runs for ever beside the web server; the entry point reads the secrets for it. */
function artisan(name: string, does: string, ...words: string[]): Program {
  const props: ProgramProps = {
    image: images.monica,
    command: [entrypoint],
    args: ["php", "/var/www/html/artisan", ...words],
    env,
    runsAs: wwwData,
    sharesUses: true,
    writes: temporary,
    memory: memory(mebi(64), mebi(128), `${does}: one PHP process of about 60 MB`),
    cpu: capped(milli(20), cores(1), "nobody waits for it"),
    // The entry point gives way to artisan, so the first process says whether it got that far.
    health: health({
      ready: runs("grep", "--quiet", "--text", "artisan", "/proc/1/cmdline"),
      startsWithin: minutes(5),
      every: seconds(60),
    }),
  };
  return new Program(name, props);
}

// The queue and the reminders hold one each.
const ownDatabase = database("monica", webProcesses + 2, ({ url, host, port, name, user, credential }) => ({
  DATABASE_URL_FILE: url,
  // The entry point's own wait reads these alone, and the program the address above, which checks the server.
  DB_HOST: host,
  DB_PORT: port,
  DB_DATABASE: name,
  DB_USERNAME: user,
  DB_PASSWORD_FILE: credential.file("password"),
}));

export const monica = service("monica", {
  does: "Customers and contacts, with reminders.",
  network: "public",
  machine: "vps",
  phase: 2,
  podSecurity: "baseline",
  image: images.monica,
  runsAs: root("its entry point hands the storage to Apache's user and migrates, and Apache takes port 80 before it steps down"),
  userNamespace: { reason: "it serves the internet as root with capabilities; root inside is nobody outside" },
  capabilities: {
    add: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "NET_BIND_SERVICE", "SETGID", "SETUID"],
    reason:
      "the entry point hands the storage to Apache's user (CHOWN, FOWNER) and writes caches into folders that belong to it (DAC_OVERRIDE); Apache takes port 80 (NET_BIND_SERVICE) and steps down (SETUID, SETGID)",
  },
  writableRoot: "at each start the image writes its settings, caches and links below /var/www/html, where its program lies too",
  // The entry point migrates only for this first word.
  args: ["apache2-foreground", "-c", `MaxRequestWorkers ${webProcesses}`],
  env,
  uses: [
    ownDatabase,
    smtp(({ host, port, user, from, password }) => ({
      MAIL_MAILER: "smtp",
      MAIL_HOST: host,
      MAIL_PORT: port,
      MAIL_USERNAME: user,
      MAIL_PASSWORD_FILE: password.file("password"),
      MAIL_FROM_ADDRESS: from,
      MAIL_FROM_NAME: "Monica",
    })),
  ],
  ports: { http: tcp(80) },
  setUp: (own) => register(own("http")),
  jobs: [letIn(ownDatabase.grant.credential)],
  leftByHand: [
    {
      does: "follow the link that it mails to you, or let it send that again once you are logged in, and make a vault for your contacts",
      because:
        "it lets an address in that was confirmed; a vault is yours to name, and one for new customers n8n makes with the first of them",
    },
  ],
  sites: [
    publicSite("crm", {
      port: "http",
      purpose: "Customers and contacts",
      probe: "/up",
      body: mebi(64),
      monitored: true,
      administrator,
      // The same pages under the name of the program itself.
      refusedPaths: ["/index.php", "/index.php/*"],
      owner: { path: firstAccount, status: 403, refuses: [firstAccount, `${firstAccount}/`] },
      failedLogins: [refused("POST /login", 422)],
      secretPaths: ["/reset-password/", "/invitation/", "/email/verify/"],
      fewWorkers: "Apache has one process for each request, and only as many as its memory allows",
    }),
  ],
  keeps: {
    storage: hot(gibi(3), storage, "uploaded files and keys", daily({ without: ["framework", "logs"] })),
  },
  filesOfSeveral: "its entry point writes as root, such as the keys of the API, and hands them to Apache's user only when it starts again",
  writes: temporary,
  beside: [
    artisan("monica-queue", "mails and the index of the search", "queue:work", "--sleep=10", "--tries=3", "--queue=high,default,low"),
    artisan("monica-cron", "the reminders of each minute", "schedule:work"),
  ],
  memory: memory(mebi(192), mebi(512), "Apache with a few PHP workers and 64 MB of compiled code"),
  cpu: share(milli(50)),
  health: health({ ready: answers("http", "/up"), alive: accepts("http"), startsWithin: minutes(10), timeout: seconds(10) }),
  stopsWithin: minutes(1),
  personalData: [
    customers("names, addresses, birthdays, conversations and reminders", "care of customers", "end of the relation and 3 years"),
  ],
});
