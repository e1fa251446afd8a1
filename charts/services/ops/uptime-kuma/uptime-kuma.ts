import { smtp } from "../../smtp";
import {
  answers,
  callsSite,
  daily,
  endpoints,
  gibi,
  health,
  hot,
  images,
  internet,
  mebi,
  memory,
  milli,
  minutes,
  months,
  publicSite,
  service,
  share,
  staff,
  tcp,
  upTo,
  user,
  vpnSite,
  watchesAll,
  whereRunning,
} from "../../vocabulary";
import { administrator, claim, fill, serverSettings } from "./uptime-kuma-set-up";

/** Whatever asks for the owner's login or tells of a job, with all that lies below it. */
const notForStrangers = ["/dashboard", "/setup", "/manage-status-page", "/socket.io", "/metrics", "/api/push"].flatMap((path) => [
  path,
  `${path}/*`,
]);

export const uptimeKuma = service("uptime-kuma", {
  does: "Asks every site and every database whether it answers, raises the alarm, shows a status page.",
  network: "ops",
  machine: "vps",
  phase: 1,
  image: images["uptime-kuma"],
  runsAs: user(1000),
  env: {
    ...serverSettings,
    TZ: ({ config }) => config.timeZone,
  },
  before: [claim],
  setUp: (own) => fill(own(endpoints.uptimeKuma.name)),
  uses: [
    watchesAll("asks whether it answers"),
    whereRunning(callsSite("webhooks", "tells n8n of alarms")),
    internet("monitors and ways of telling that the owner adds himself", tcp(443)),
    smtp(() => ({})),
  ],
  ports: endpoints.uptimeKuma.ports,
  sites: [
    // Strangers see the status page, which opens no socket. Logins go through the socket, so they are for the VPN.
    publicSite("status", { port: "http", purpose: "Status page", probe: "/api/entry-page", refusedPaths: notForStrangers }),
    vpnSite("status-admin", {
      port: "http",
      administrator,
      purpose: "Monitors, for the owner",
      probe: "/api/entry-page",
      secretPaths: ["/api/push/"],
    }),
  ],
  keeps: { data: hot(gibi(2), "/app/data", "monitors, their history and settings", daily({ sqlite: ["kuma.db"] })) },
  writes: { "/tmp": upTo(mebi(128)) },
  memory: memory(mebi(128), mebi(256), "measured with 2.5.3: 108 to 121 MB of Node with SQLite; the heap ends at 160 MB"),
  cpu: share(milli(50)),
  health: health({ ready: answers("http", "/api/entry-page"), startsWithin: minutes(5) }),
  personalData: [staff("name and password hash of those who log in", "operation of the monitoring", months(6))],
});
