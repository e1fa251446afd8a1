import { type Context, Credential, composed, random } from "./vocabulary";

/** n8n's own check of who calls: anybody can reach a webhook. */
export const alarmWebhook = new Credential("alarm-webhook", "lets alarms into the webhook of n8n that passes them on", {
  token: random(),
  // The same word as each program wants it: the whole line for curl, its value for all others.
  header: composed("Authorization: Bearer {token}"),
  bearer: composed("Bearer {token}"),
});

/** The part of the address that n8n knows it by. */
export const alarmPath = "mk360-alarm";

/** Where alarms are told, by a name that leads there from everywhere. */
export const alarmAddress = ({ hostName }: Context): string => `https://${hostName("webhooks")}/webhook/${alarmPath}`;
