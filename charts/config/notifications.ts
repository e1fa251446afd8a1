import { z } from "zod";
import { field } from "./field";
import { section } from "./groups";

export const notificationsSchema = section("Where alarms go besides mail.", {
  telegram: section("Telegram; the bot's token is a secret.", {
    chat: field(z.string().regex(/^(-?[1-9][0-9]{4,19}|@[A-Za-z][A-Za-z0-9_]{4,31})$/), {
      says: "The chat that the bot writes to.",
      allowed: 'the number of a chat in quotes, such as "123456789", or a public channel, such as "@mk360alarms"',
      fix: "write to the bot, open https://api.telegram.org/bot<token>/getUpdates, and take the number behind chat and id, in quotes",
    }),
  }).optional(),
  slack: section("Slack; the token of your app is a secret.", {
    channel: field(z.string().regex(/^([CGD][A-Z0-9]{8,14}|#[a-z0-9_-]{1,80})$/), {
      says: "The channel that the app writes to, once it was invited there.",
      allowed: 'the ID of a channel, such as C0123456789, or its name in quotes, such as "#alarms"',
      fix: "take the ID from the end of the channel's details in Slack",
    }),
  }).optional(),
}).prefault({});
