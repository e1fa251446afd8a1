// Takes the place of Uptime Kuma 2.5.3 where that is not at hand: it keeps what it is given, and refuses what that refuses.
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { account } from "./account.js";
import { Conversation } from "./conversation.js";
import { openDatabase } from "./database.js";
import { madeDatabase } from "./first-start.js";
import { maintenance } from "./maintenance.js";
import { monitors } from "./monitors.js";
import { notifications } from "./notifications.js";
import { settings } from "./settings.js";
import { statusPages } from "./status-pages.js";
import { web } from "./web.js";

const port = Number(process.env.UPTIME_KUMA_PORT ?? 3001);
const host = process.env.UPTIME_KUMA_HOST;

const fail = (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
};

// In the cluster of the tests the database of its folder is another program's, which makes one that a backup can read.
const elsewhere = () => {
  const path = process.env.STANDIN_DATABASE;
  if (path && !existsSync(path)) writeFileSync(path, "{}");
  return path;
};

const start = async () => {
  const database = openDatabase(elsewhere() ?? (await madeDatabase(process.env.DATA_DIR ?? "./data/", port, host)));
  const { content } = database;
  let answer;
  const http = createServer((request, response) => answer(request, response));
  const conversation = new Conversation(http);

  // Every list goes to whoever logs in, before the answer that he has.
  const greet = (client) => {
    client.isOwner = true;
    client.join();
    conversation.tell("monitorList", itsMonitors.list());
    conversation.tryTelling("maintenanceList", itsMaintenance.list);
    conversation.tell("info", {});
    conversation.tell("notificationList", itsNotifications.list());
    conversation.tell("statusPageList", itsPages.list());
  };
  const itsAccount = account(content, greet);
  const itsSettings = settings(content, itsAccount.checkPassword, () => itsMaintenance.tellBehindAnswer());
  const itsPages = statusPages(database, itsSettings.memory);
  const itsMonitors = monitors(database, conversation, itsPages.forget);
  const itsMaintenance = maintenance(database, conversation, itsPages.forget);
  const itsNotifications = notifications(database, conversation);

  const parts = [itsAccount, itsSettings, itsPages, itsMonitors, itsMaintenance, itsNotifications];
  conversation.begin(database, { open: itsAccount.open, closed: Object.assign({}, ...parts.map(({ closed }) => closed)), greet });
  answer = web({ settings: content.settings, memory: itsSettings.memory, pages: itsPages, monitors: itsMonitors });
  http.once("error", fail).listen(port, host);

  for (const signal of ["SIGTERM", "SIGINT"])
    process.once(signal, async () => {
      await conversation.end();
      process.exit(0);
    });
};

start().catch(fail);
