import { alarmWebhook } from "../../alarm-webhook";
import { accountCredential } from "../../paperless/paperless-account";
import { smtpSettings } from "../../smtp";
import {
  type Administrator,
  type Config,
  type Context,
  Credential,
  type CredentialKey,
  composed,
  endpoints,
  given,
  mailPassword,
  noSecondFactor,
  random,
  secretPath,
  type Text,
  text,
  token,
} from "../../vocabulary";
import { invoicesAccess } from "../invoices/invoices";
import { contactsAccess } from "../monica/monica-contacts";
import { signIn } from "../opensign/opensign-set-up";
import { takesOn } from "../takes-on";

/** One thing that workflows log in with, as n8n keeps it: encrypted, and shown to nobody. */
export interface N8nCredential {
  /** Its name in n8n and in the files of the workflows. */
  readonly name: string;
  /** n8n's own word for its kind. */
  readonly type: string;
  /** Its fields, in n8n's own words. */
  readonly fields: Readonly<Record<string, Text | CredentialKey | boolean | number | ((context: Context) => string | number | boolean)>>;
  /** Whether this stack has it. Default: always. */
  readonly when?: (context: Context) => boolean;
}

const telegram = new Credential("alarm-telegram", "the bot that tells you of alarms in Telegram", {
  token: given(
    "the token of your bot, as BotFather tells it",
    "no alarm reaches Telegram",
    token(/^[0-9]{6,12}:[A-Za-z0-9_-]{30,60}$/, "digits, a colon, and then 30 letters, digits, hyphens and underscores or more"),
  ),
});

const slack = new Credential("alarm-slack", "the app that tells you of alarms in Slack", {
  token: given(
    "the bot token of your Slack app, which may chat:write",
    "no alarm reaches Slack",
    token(/^xoxb-[A-Za-z0-9-]{20,}$/, "xoxb- and then at least 20 letters, digits and hyphens"),
  ),
});

/** The mailbox to which suppliers send their invoices. */
const inbox = new Credential("invoice-inbox", "reads the mailbox to which suppliers send their invoices", {
  password: given(
    "the password, or app password, of the account in invoices.inbox of config.yaml",
    "no invoice is fetched from that mailbox",
    mailPassword("invoices.inbox"),
  ),
});

/** Whether there is a mailbox to which suppliers send. */
export const readsInbox = ({ config }: { readonly config: Config }): boolean => config.invoices?.inbox !== undefined;

/** What a program of yours shows to order an invoice. */
export const orders = new Credential("invoice-orders", "lets a program of yours order invoices at n8n's webhook", {
  token: random(),
  bearer: composed("Bearer {token}"),
});

/** What a program of yours shows to order a customer. */
export const customerOrders = new Credential("customer-orders", "lets a program of yours ask at n8n's webhook for a new customer", {
  token: random(),
  bearer: composed("Bearer {token}"),
});

/** The pages that n8n's forms are; whoever opens one is asked for both. */
export const forms = new Credential("n8n-forms", "opens the forms of n8n, such as that for an invoice", {
  username: text("owner"),
  password: random(24),
});

/** Whom the forms let in; there is nobody else. */
export const formsLogin: Administrator = {
  name: forms.file("username"),
  password: forms.file("password"),
  comes: "n8n asks for it at each form",
  secondFactor: noSecondFactor("a browser asks for a name and a password alone"),
};

/** n8n's own account in the business archive. */
export const archiveAccount = accountCredential(endpoints.paperlessBusiness, "n8n");

export const n8nCredentials: readonly N8nCredential[] = [
  { name: "mk360-alarm-webhook", type: "httpHeaderAuth", fields: { name: "Authorization", value: alarmWebhook.file("bearer") } },
  { name: "mk360-orders", type: "httpHeaderAuth", fields: { name: "Authorization", value: orders.file("bearer") } },
  {
    name: "mk360-customer-orders",
    type: "httpHeaderAuth",
    fields: { name: "Authorization", value: customerOrders.file("bearer") },
    when: ({ config }) => takesOn(config),
  },
  {
    name: "mk360-contacts",
    type: "httpHeaderAuth",
    fields: { name: "Authorization", value: contactsAccess.file("bearer") },
    when: ({ config }) => takesOn(config),
  },
  {
    // CardDAV takes the token as the password of the account, and of no header.
    name: "mk360-address-book",
    type: "httpBasicAuth",
    fields: { user: ({ config }) => config.contact, password: contactsAccess.file("token") },
    when: ({ config }) => takesOn(config),
  },
  { name: "mk360-sign-in", type: "httpCustomAuth", fields: { json: signIn }, when: ({ config }) => takesOn(config) },
  { name: "mk360-forms", type: "httpBasicAuth", fields: { user: forms.file("username"), password: forms.file("password") } },
  { name: "mk360-invoices", type: "httpHeaderAuth", fields: { name: "Authorization", value: invoicesAccess.file("bearer") } },
  {
    name: "mk360-paperless",
    type: "httpBasicAuth",
    fields: { user: archiveAccount.file("username"), password: archiveAccount.file("password") },
  },
  {
    name: "mk360-mail",
    type: "smtp",
    fields: {
      user: smtpSettings.user,
      password: smtpSettings.password.file("password"),
      host: smtpSettings.host,
      port: ({ config }) => config.mail.port,
      secure: ({ config }) => smtpSettings.implicitTls(config),
      disableStartTls: false,
    },
  },
  {
    name: "mk360-inbox",
    type: "imap",
    fields: {
      user: ({ config }) => config.invoices?.inbox?.account ?? "",
      password: inbox.file("password"),
      host: ({ config }) => config.invoices?.inbox?.host ?? "",
      port: 993,
      secure: true,
      allowUnauthorizedCerts: false,
    },
    when: readsInbox,
  },
  {
    name: "mk360-telegram",
    type: "telegramApi",
    fields: { accessToken: telegram.file("token"), baseUrl: "https://api.telegram.org" },
    when: ({ config }) => config.notifications.telegram !== undefined,
  },
  {
    name: "mk360-slack",
    type: "httpBearerAuth",
    fields: { token: slack.file("token") },
    when: ({ config }) => config.notifications.slack !== undefined,
  },
];

/** Those that this stack has. */
export const credentialsOf = (context: Context): readonly N8nCredential[] => n8nCredentials.filter(({ when }) => when?.(context) ?? true);

/** Their secrets, which the program that enters them reads. */
export const secretsOf = (context: Context): readonly CredentialKey[] =>
  credentialsOf(context).flatMap(({ fields }) => Object.values(fields).filter(isSecret));

/** One as the program that enters it reads it: where a field is a secret, the file that holds it. */
export function asContent({ name, type, fields }: N8nCredential, context: Context) {
  const shown = Object.entries(fields).map(([field, value]) => {
    if (isSecret(value)) return [field, { file: secretPath(value) }] as const;
    return [field, typeof value === "function" ? value(context) : value] as const;
  });
  return { id: name, name, type, fields: Object.fromEntries(shown) };
}

function isSecret(value: N8nCredential["fields"][string]): value is CredentialKey {
  return typeof value === "object";
}
