import { z } from "zod";
import { backupSchema } from "./backup";
import { field } from "./field";
import { nasSchema, vpsSchema } from "./machines";
import { networkSchema, wireguardSchema } from "./network";
import * as is from "./scalars";

const serviceName = is.slug("A service of the catalogue.");

const imageReference = field(
  z.string().regex(/^[a-z0-9.-]+(?::[0-9]+)?(?:\/[a-z0-9._-]+){1,5}:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}@sha256:[0-9a-f]{64}$/),
  {
    says: "The full image reference to use in place of the chosen one.",
    allowed: "registry/name:tag@sha256: and 64 hexadecimal digits",
    fix: "add the digest that the registry shows for the tag; a tag alone can change under your feet",
  },
);

/** The owner's one file. Strict at every level: an unknown key is an error. */
export const configSchema = z.strictObject({
  domain: is.hostName("The domain under which all host names live."),
  contact: is.mailAddress("The owner's mail address: certificates and alarms go there."),
  timeZone: field(z.string().refine(is.isTimeZone), {
    says: "The time zone of all schedules and programs.",
    allowed: "a name of the IANA time zone database, such as Europe/Berlin",
    fix: "take the name from the list of tz database time zones",
  }).default("Europe/Berlin"),
  phase: field(z.union([z.literal(1), z.literal(2), z.literal(3)]), {
    says: "How much of the plan runs: 1 mvp, 2 enhanced, 3 full.",
    allowed: "1, 2 or 3",
    fix: "write the number of the phase, without quotes",
  }).default(3),
  off: z.array(serviceName).max(60).default([]),
  hosts: z.record(is.slug("A site of the catalogue."), is.hostLabel("The part of the host name before the domain.")).default({}),
  acmeStaging: is.yesNo("Order certificates from Let's Encrypt's staging service, for a first try.").default(false),
  vps: vpsSchema,
  nas: nasSchema,
  network: networkSchema,
  wireguard: wireguardSchema,
  mail: z.strictObject({
    host: is.hostName("The SMTP server that sends the services' mail."),
    port: field(z.union([z.literal(465), z.literal(587)]), {
      says: "The SMTP port: 587 begins with STARTTLS, 465 is TLS from the first byte.",
      allowed: "465 or 587",
      fix: "take the port that your provider names; port 25 is for servers among themselves",
    }).default(587),
    user: is.mailAddress("The account at the SMTP server."),
    from: is.mailAddress("The sender that the services' mail shows; the account itself when left out.").optional(),
  }),
  openai: z
    .strictObject({
      enabled: is.yesNo("Whether documents may be sent to OpenAI at all.").default(true),
      model: field(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,60}$/), {
        says: "The OpenAI model; gpt-4o-mini is announced to leave the API on 14 January 2027.",
        allowed: "the name of a model: lower-case letters, digits, dots and hyphens",
        fix: "take the name from OpenAI's list of models",
      }).default("gpt-4o-mini"),
    })
    .prefault({}),
  backup: backupSchema,
  notifications: z
    .strictObject({
      telegram: is.yesNo("Send alarms to Telegram too; the bot's token is a secret.").default(false),
      slack: is.yesNo("Send alarms to Slack too; the webhook's address is a secret.").default(false),
    })
    .prefault({}),
  volumes: z
    .record(
      field(z.string().regex(/^[a-z][a-z0-9-]{0,40}\/[a-z][a-z0-9-]{0,40}$/), {
        says: "A volume of the catalogue.",
        allowed: "service/volume, such as postgres/data",
        fix: "take the name from generated/docs/services.md",
      }),
      is.size("The size of the volume in place of the catalogue's."),
    )
    .default({}),
  images: z
    .strictObject({
      registry: field(z.string().regex(/^[a-z0-9.-]+(?::[0-9]+)?(?:\/[a-z0-9._-]+){0,4}$/), {
        says: "The registry that holds our own images.",
        allowed: "a registry and a path, such as ghcr.io/mk360",
        fix: "write it without https:// and without a tag",
      }).default("ghcr.io/mk360"),
      overrides: z.record(is.slug("An image of the catalogue."), imageReference).default({}),
    })
    .prefault({}),
  git: z.strictObject({
    repository: field(z.string().regex(/^(https:\/\/|ssh:\/\/git@)[a-z0-9.-]+(?::[0-9]+)?(?:\/[A-Za-z0-9._-]+){1,6}$/), {
      says: "The Git repository that Flux pulls.",
      allowed: "an https:// or ssh://git@ address",
      fix: "write ssh://git@host/owner/name or https://host/owner/name",
    }),
    branch: field(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,100}$/), {
      says: "The branch that Flux follows.",
      allowed: "the name of a branch",
      fix: "write the plain name, such as main",
    }).default("main"),
    intervalMinutes: is.whole("How often Flux looks for changes, in minutes.", 1, 1440).default(10),
  }),
});

/** The configuration as the owner writes it. */
export type ConfigInput = z.input<typeof configSchema>;
/** The configuration with every default filled in and every text read into its value type. */
export type Config = z.output<typeof configSchema>;
