import { paperlessLogin, reads } from "../../paperless/paperless-account";
import { smtp } from "../../smtp";
import { database } from "../../storage/postgres/postgres";
import {
  answers,
  Credential,
  calls,
  callsSite,
  capped,
  cores,
  customers,
  daily,
  days,
  type Environment,
  endpoints,
  gibi,
  health,
  hot,
  images,
  internet,
  lasting,
  mebi,
  memory,
  milli,
  minutes,
  publicSite,
  refused,
  service,
  tcp,
  user,
  whereRunning,
} from "../../vocabulary";
import { makesInvoices } from "../invoices/invoices";
import { sendsByItself } from "../paperless-gpt/openai-tags";
import { takesOn } from "../takes-on";
import { archiveAccount, formsLogin, readsInbox } from "./credentials";
import { administrator, enter, home, look, owner, scratch } from "./n8n-set-up";

const encryption = new Credential("n8n-encryption", "encrypts the credentials that n8n keeps; lost means that they are lost", {
  key: lasting(48, {
    because: "n8n can read its stored credentials with it alone, and does not start with another one",
    instead:
      "renew at each service the password or token that n8n stores for it, and enter that in n8n: what the key opened is worth nothing then",
    staysEvenThen: true,
  }),
});

/** Who guesses the token of a webhook, or the password of a form, which a browser asks for at its first look without one. */
const guesses = [
  refused("any /webhook/*", 403, { onlyWithCredentials: true }),
  refused("any /form/*", 401, { onlyWithCredentials: true }),
  refused("any /form-waiting/*", 401, { onlyWithCredentials: true }),
];

const hooks = ["/webhook/", "/webhook-waiting/", "/form/", "/form-waiting/"];

/** What it is told, and what each of its commands is told that is run before it. */
const settings: Environment = {
  N8N_PORT: endpoints.n8n.number,
  N8N_HOST: ({ hostName }) => hostName("workflows"),
  N8N_PROTOCOL: "https",
  N8N_PROXY_HOPS: "1",
  N8N_EDITOR_BASE_URL: ({ hostName }) => `https://${hostName("workflows")}/`,
  N8N_WEBHOOK_URL: ({ hostName }) => `https://${hostName("webhooks")}/`,
  N8N_ENCRYPTION_KEY_FILE: encryption.file("key"),
  GENERIC_TIMEZONE: ({ config }) => config.timeZone,
  TZ: ({ config }) => config.timeZone,
  HOME: "/home/node",
  N8N_USER_FOLDER: "/home/node",
  N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: "true",
  N8N_INSTANCE_OWNER_MANAGED_BY_ENV: "true",
  N8N_INSTANCE_OWNER_EMAIL: ({ config }) => config.contact,
  N8N_INSTANCE_OWNER_FIRST_NAME: "Owner",
  N8N_INSTANCE_OWNER_LAST_NAME: "mk360",
  N8N_INSTANCE_OWNER_PASSWORD_HASH_FILE: owner.file("password-hash"),
  N8N_RUNNERS_MODE: "internal",
  N8N_RUNNERS_TASK_TIMEOUT: "60",
  EXECUTIONS_DATA_PRUNE: "true",
  EXECUTIONS_DATA_MAX_AGE: "336",
  // Its figures stand at /metrics of its public site, for everybody.
  N8N_METRICS: "false",
  N8N_LOG_FORMAT: "json",
  // Nothing is told to the maker, nothing is fetched from him.
  N8N_DIAGNOSTICS_ENABLED: "false",
  N8N_VERSION_NOTIFICATIONS_ENABLED: "false",
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: "false",
  N8N_TEMPLATES_ENABLED: "false",
  N8N_PERSONALIZATION_ENABLED: "false",
  N8N_HIRING_BANNER_ENABLED: "false",
  N8N_DYNAMIC_BANNERS_ENABLED: "false",
  N8N_COMMUNITY_PACKAGES_ENABLED: "false",
  N8N_VERIFIED_PACKAGES_ENABLED: "false",
  N8N_UNVERIFIED_PACKAGES_ENABLED: "false",
  N8N_DISABLED_MODULES: "mcp-registry",
  N8N_COMPRESSION_NODE_MAX_DECOMPRESSED_SIZE_BYTES: `${mebi(256).bytes}`,
  N8N_COMPRESSION_NODE_MAX_ZIP_ENTRIES: "1000",
  NODE_OPTIONS: "--max-old-space-size=896",
};

export const n8n = service("n8n", {
  does: "Runs the workflows: onboarding, invoices, contracts for data processing, alarms.",
  network: "public",
  machine: "vps",
  phase: 1,
  image: images.n8n,
  runsAs: user(1000),
  env: settings,
  before: [enter(settings)],
  setUp: (own) => look(own(endpoints.n8n.name)),
  uses: [
    database("n8n", 6, ({ host, port, name, user, credential, authority }) => ({
      DB_TYPE: "postgresdb",
      DB_POSTGRESDB_HOST: host,
      DB_POSTGRESDB_PORT: port,
      DB_POSTGRESDB_DATABASE: name,
      DB_POSTGRESDB_USER: user,
      DB_POSTGRESDB_PASSWORD_FILE: credential.file("password"),
      DB_POSTGRESDB_SCHEMA: "public",
      DB_POSTGRESDB_POOL_SIZE: "6",
      DB_POSTGRESDB_SSL_ENABLED: "true",
      DB_POSTGRESDB_SSL_CA_FILE: authority.file("ca.crt"),
      DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED: "true",
    })),
    calls(endpoints.gotenberg, "makes the PDFs of the workflows"),
    { ...whereRunning(calls(endpoints.invoices, "has invoices made")), when: makesInvoices },
    paperlessLogin(
      endpoints.paperlessBusiness,
      archiveAccount,
      "n8n",
      "gives the documents of the day to paperless-gpt and counts them, files invoices with a note of what was found, and gives new customers their files",
      {
        may: [
          ...reads("document", "tag", "correspondent", "documenttype", "storagepath", "customfield", "paperlesstask"),
          ...["change_document", "add_document", "add_correspondent", "add_tag", "add_storagepath", "add_note"],
        ],
      },
    ),
    { ...whereRunning(calls(endpoints.paperlessGpt, "asks for proposals")), when: sendsByItself },
    whereRunning(callsSite("crm", "enters new customers as contacts over CardDAV")),
    { ...whereRunning(calls(endpoints.opensignServer, "has contracts signed")), when: takesOn },
    { ...internet("fetches invoices from the mailbox to which suppliers send", tcp(993)), when: (config) => readsInbox({ config }) },
    internet("workflows call the APIs of customers' systems and of OpenAI", tcp(443)),
    smtp(({ host, port, user, from, password, implicitTls }) => ({
      N8N_EMAIL_MODE: "smtp",
      N8N_SMTP_HOST: host,
      N8N_SMTP_PORT: port,
      N8N_SMTP_USER: user,
      N8N_SMTP_SENDER: from,
      N8N_SMTP_PASS_FILE: password.file("password"),
      N8N_SMTP_SSL: ({ config }) => `${implicitTls(config)}`,
      N8N_SMTP_STARTTLS: ({ config }) => `${!implicitTls(config)}`,
    })),
  ],
  ports: endpoints.n8n.ports,
  sites: [
    publicSite("workflows", {
      port: "http",
      administrator,
      purpose: "Workflows, for the owner",
      // /healthz is well without a database.
      probe: "/healthz/readiness",
      body: mebi(64),
      timeout: minutes(5),
      monitored: true,
      failedLogins: [refused("POST /rest/login", 401), ...guesses],
      // Nobody else makes an owner, whatever n8n itself would answer.
      refusedPaths: ["/metrics", "/rest/owner/setup"],
      secretPaths: [...hooks, "/webhook-test/", "/form-test/", "/mcp/", "/mcp-test/"],
    }),
    publicSite("webhooks", {
      port: "http",
      purpose: "Webhooks, for other systems",
      probe: "/webhook/",
      onlyPaths: hooks.map((path) => `${path}*`),
      // Whoever knows the rest of such an address may call it.
      secretPaths: hooks,
      failedLogins: guesses,
      administrator: formsLogin,
      body: mebi(64),
      timeout: minutes(5),
    }),
  ],
  keeps: { home: hot(gibi(2), home, "settings and the files of executions", daily()) },
  writes: scratch,
  memory: memory(mebi(640), mebi(1536), "445 MB of n8n and 125 MB of its runner, measured with 2.41 at rest"),
  cpu: capped(milli(150), cores(2), "a workflow in an endless loop would starve the rest"),
  health: health({ ready: answers("http", "/healthz/readiness"), alive: answers("http", "/healthz"), startsWithin: minutes(10) }),
  stopsWithin: minutes(1),
  personalData: [customers("what a workflow handles: names, addresses, amounts", "carrying out workflows", days(14))],
});
