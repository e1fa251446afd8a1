import { alarmAddress, alarmWebhook } from "../../alarm-webhook";
import { watched } from "../../backup/watched";
import { programIn } from "../../set-up/set-up";
import { mailPassword, smtpSettings } from "../../smtp";
import {
  type Administrator,
  type Context,
  Credential,
  calls,
  capped,
  days,
  type Endpoint,
  type Environment,
  endpoints,
  images,
  lasting,
  mebi,
  memory,
  milli,
  months,
  noSecondFactor,
  Program,
  type SetUp,
  secretPath,
  text,
  upTo,
} from "../../vocabulary";
import claimScript from "./claim.mjs";
import fillScript from "./fill.mjs";
import kuma from "./kuma.mjs";
import maintenance from "./maintenance.mjs";
import monitors from "./monitors.mjs";
import notification from "./notification.mjs";
import settings from "./settings.mjs";
import statusPage from "./status-page.mjs";

const login = new Credential("uptime-kuma-login", "the administrator of Uptime Kuma", {
  username: text("owner"),
  password: lasting(24, {
    because: "Uptime Kuma takes it when it makes its administrator, and afterwards from him alone",
    instead: "log in to Uptime Kuma, and change the password under Settings > Security to the new one",
  }),
});

export const administrator: Administrator = {
  name: login.file("username"),
  password: login.file("password"),
  comes: "an init container makes him before anything else reaches it",
  secondFactor: noSecondFactor("the job that enters the monitors logs in as you, with the password alone"),
};

const inCommon: Environment = {
  KUMA_USERNAME_FILE: login.file("username"),
  KUMA_PASSWORD_FILE: login.file("password"),
  HOME: "/tmp",
};

/** What its server is told, whether it serves or is only asked. */
export const serverSettings: Environment = {
  UPTIME_KUMA_DB_TYPE: "sqlite",
  UPTIME_KUMA_PORT: endpoints.uptimeKuma.number,
  DATA_DIR: "/app/data",
  NODE_OPTIONS: "--max-old-space-size=160",
};

/** Figures of each check, as long as its own default. */
const history = months(6);

/** Its own server, for the moment in which it has no administrator yet. */
export const claim = new Program("claim", {
  image: images["uptime-kuma"],
  command: ["node", "/claim/claim.mjs"],
  files: programIn("/claim", { "claim.mjs": claimScript, "kuma.mjs": kuma }),
  env: {
    ...inCommon,
    ...serverSettings,
  },
  writes: { "/tmp": upTo(mebi(128)) },
  memory: memory(mebi(128), mebi(256), "Uptime Kuma itself, and a program that asks it"),
});

/** What lets its alarms into n8n. */
const bearer = alarmWebhook.file("bearer");

/** What the model has for it. */
export const fill = (own: Endpoint): SetUp => ({
  enters: "settings, monitors, how they tell you, the status page, and when machines may restart",
  command: ["node", "/set-up/fill.mjs"],
  files: {
    ...programIn("/set-up", {
      "fill.mjs": fillScript,
      "kuma.mjs": kuma,
      "maintenance.mjs": maintenance,
      "monitors.mjs": monitors,
      "notification.mjs": notification,
      "settings.mjs": settings,
      "status-page.mjs": statusPage,
    }),
    "/content/uptime-kuma.json": (context) => `${JSON.stringify(contentOf(context), null, 1)}\n`,
  },
  env: {
    ...inCommon,
    KUMA_URL: `http://${own.address}`,
    CONTENT: "/content/uptime-kuma.json",
    NODE_OPTIONS: "--max-old-space-size=64",
  },
  secrets: ({ pushTokens, runs }) => [mailPassword, ...(runs("n8n") ? [bearer] : []), ...pushTokens()],
  uses: [calls(own, "enters what it watches")],
  memory: memory(mebi(64), mebi(160), "Node with a list of monitors; the heap ends at 64 MB"),
  cpu: capped(milli(20), milli(500), "it has an hour"),
  watch: watched(),
});

function contentOf(context: Context) {
  const { config, hostName, monitoring, pushTokens, runs } = context;
  const { settings: ours, statusPage: page, monitors: all, maintenance: windows } = monitoring();
  const files = new Map(pushTokens().map((token) => [token.credential.name, secretPath(token)]));
  return {
    monitors: all.map((monitor) => {
      if (monitor.type !== "push") return monitor;
      const { pushTokenFrom, ...rest } = monitor;
      return { ...rest, pushTokenFile: files.get(pushTokenFrom.credential) };
    }),
    maintenance: windows,
    timeZone: config.timeZone,
    settings: {
      ...ours,
      keepDataPeriodDays: Math.round(history.seconds / days(1).seconds),
      serverTimezone: config.timeZone,
      primaryBaseURL: `https://${hostName("status-admin")}`,
      // Nothing is asked of its maker, and no search engine lists what runs here.
      checkUpdate: false,
      checkBeta: false,
      searchEngineIndex: false,
      trustProxy: true,
    },
    mail: {
      host: smtpSettings.host({ config }),
      port: config.mail.port,
      secure: smtpSettings.implicitTls(config),
      user: smtpSettings.user({ config }),
      from: smtpSettings.from({ config }),
      to: config.contact,
      passwordFile: secretPath(mailPassword),
    },
    webhook: runs("n8n") ? { url: alarmAddress(context), bearerFile: secretPath(bearer) } : undefined,
    statusPage: { ...page, host: hostName(page.slug) },
  };
}
