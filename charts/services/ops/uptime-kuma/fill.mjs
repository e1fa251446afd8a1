// Enters into Uptime Kuma what the model has for it, and nothing twice; what the owner added himself stays as it is.
import { readFileSync } from "node:fs";
import { Kuma } from "./kuma.mjs";
import { enterMaintenance } from "./maintenance.mjs";
import { enterMonitors } from "./monitors.mjs";
import { enterNotifications } from "./notification.mjs";
import { need, run, secretIn, Unfinished, until } from "./set-up.mjs";
import { enterSettings } from "./settings.mjs";
import { enterStatusPage } from "./status-page.mjs";

const logIn = async (kuma) => {
  const username = secretIn(need("KUMA_USERNAME_FILE"));
  const password = secretIn(need("KUMA_PASSWORD_FILE"));
  // Twenty tries a minute, of everybody together: who comes too late waits.
  const answer = await until("Uptime Kuma's login", async () => {
    const said = await kuma.ask("login", { username, password, token: "" });
    if (/too frequently/i.test(said?.msg)) throw new Error(said.msg);
    return said;
  });
  if (answer?.ok) return;
  if (answer?.tokenRequired)
    throw new Unfinished(
      `${username} has a second factor, whose codes only your device makes`,
      "take it off under Settings > Security: the login is behind the VPN, and Uptime Kuma has one account",
    );
  throw new Unfinished(
    `Uptime Kuma does not take the password of ${username} (${answer?.msg})`,
    "its administrator must have that name, and the password that `mk360 secrets export uptime-kuma-login password` prints: change it back there",
  );
};

const fill = async () => {
  const content = JSON.parse(readFileSync(need("CONTENT"), "utf8"));
  const url = need("KUMA_URL");
  const kuma = await Kuma.connect(url);
  await logIn(kuma);
  await enterSettings(kuma, content.settings);
  const notifications = await enterNotifications(kuma, content, secretIn);
  const ids = await enterMonitors(kuma, content.monitors, notifications);
  await enterStatusPage(kuma, url, content.statusPage, ids);
  await enterMaintenance(kuma, content.maintenance, content.timeZone, ids);
  return `${content.monitors.length} monitors`;
};

run("uptime-kuma", "it watches as declared", fill);
