import { smtp } from "../../smtp";
import { answers, type Context, health, images, internet, mebi, memory, minutes, service, tcp, theServer, user } from "../../vocabulary";
import watchServer from "./watch-server.mjs";

const port = 8080;

/** Its API server at the WireGuard address, and a public site by its name: each says what the other cannot. */
function ways({ config, routes }: Context): string {
  const site = routes.find(({ reach }) => reach === "internet");
  return [
    `over WireGuard=https://${config.machines.vps.wireguardAddress}:6443/readyz`,
    ...(site ? [`from the internet=https://${site.host}${site.site.probe}`] : []),
  ].join("\n");
}

/** Uptime Kuma runs on the server, and is silent with it. The reverse is Uptime Kuma's: it asks this one, and so the NAS. */
export const serverWatch = service("server-watch", {
  does: "Watches the server from another machine, and mails when it is silent; needs nothing of the server.",
  network: "ops",
  machine: "nas",
  phase: 1,
  image: images.node,
  runsAs: user(1000),
  command: ["node", "/scripts/watch-server.mjs"],
  files: { "/scripts/watch-server.mjs": watchServer },
  env: {
    WAYS: ways,
    EVERY_SECONDS: `${minutes(1).seconds}`,
    SILENT_SECONDS: `${minutes(10).seconds}`,
    MAIL_TO: ({ config }) => config.contact,
    HEALTH_PORT: `${port}`,
    NODE_OPTIONS: "--max-old-space-size=48",
    HOME: "/tmp",
  },
  uses: [
    theServer("asks whether it answers, over WireGuard"),
    internet("asks whether the server answers by its public name", tcp(443)),
    smtp(({ host, port: smtpPort, user: account, from, password }) => ({
      SMTP_HOST: host,
      SMTP_PORT: smtpPort,
      SMTP_USER: account,
      MAIL_FROM: from,
      SMTP_PASSWORD_FILE: password.file("password"),
    })),
  ],
  ports: { health: tcp(port) },
  monitoredPaths: { health: "/healthz" },
  memory: memory(mebi(48), mebi(96), "measured: 22 MiB; Node that asks two addresses a minute, whose heap ends at 48 MB"),
  health: health({ ready: answers("health", "/healthz") }),
});
