import { keyOf, marked } from "./kuma.mjs";
import { changed } from "./set-up.mjs";

const mail = ({ host, port, secure, user, from, to }, password) => ({
  key: "mail",
  told: `mails ${to}`,
  wanted: {
    name: marked("Mail", "mail"),
    type: "smtp",
    isDefault: true,
    applyExisting: false,
    smtpHost: host,
    smtpPort: port,
    smtpSecure: secure,
    smtpIgnoreTLSError: false,
    smtpIgnoreSTARTTLS: false,
    smtpUsername: user,
    smtpPassword: password,
    smtpFrom: from,
    smtpTo: to,
  },
});

const webhook = ({ url }, bearer) => ({
  key: "n8n",
  told: "tells n8n",
  wanted: {
    name: marked("n8n, for Telegram and Slack", "n8n"),
    type: "webhook",
    isDefault: true,
    applyExisting: false,
    httpMethod: "post",
    webhookURL: url,
    webhookContentType: "json",
    webhookAdditionalHeaders: JSON.stringify({ Authorization: bearer }),
  },
});

/** The numbers of the notifications that tell the owner: by mail always, and through n8n where that runs. */
export const enterNotifications = async (kuma, content, secretOf) => {
  const ways = [mail(content.mail, secretOf(content.mail.passwordFile))];
  if (content.webhook) ways.push(webhook(content.webhook, secretOf(content.webhook.bearerFile)));
  const ids = [];
  for (const way of ways) ids.push(await enter(kuma, way));
  const keys = ways.map(({ key }) => key);
  for (const { id, name } of kuma.lists.notificationList) {
    if (!keyOf(name) || keys.includes(keyOf(name))) continue;
    await kuma.must("deleteNotification", id);
    changed(`deleted the notification "${name}", which the model has no more`);
  }
  return ids;
};

const enter = async (kuma, { key, told, wanted }) => {
  const [ours, ...again] = kuma.lists.notificationList.filter(({ name }) => keyOf(name) === key);
  for (const { id, name } of again) {
    await kuma.must("deleteNotification", id);
    changed(`deleted a second notification "${name}"`);
  }
  const now = ours ? JSON.parse(ours.config) : {};
  if (ours && Object.keys(wanted).every((name) => now[name] === wanted[name])) return ours.id;
  const { id } = await kuma.must("addNotification", { ...now, ...wanted }, ours?.id ?? null);
  changed(`${ours ? "mended" : "added"} the notification that ${told}`);
  return id;
};
