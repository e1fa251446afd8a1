import { z } from "zod";
import { backupSchema } from "./backup";
import { customersSchema } from "./customers";
import { field } from "./field";
import { gitSchema } from "./git";
import { listOf, namesTo, section } from "./groups";
import { imagesSchema } from "./images";
import { invoicesSchema } from "./invoices";
import { machinesSchema } from "./machines";
import { mailArchiveSchema } from "./mail-archive";
import { networkSchema, wireguardSchema } from "./network";
import { notificationsSchema } from "./notifications";
import { openaiSchema } from "./openai";
import { passwordsSchema } from "./passwords";
import * as is from "./scalars";
import { secretsSchema } from "./secrets";
import { sshSchema } from "./ssh";

/** The owner's one file. Strict at every level: an unknown key is an error. */
export const configSchema = section("Everything that the owner decides.", {
  domain: is.hostName("The domain under which all host names live."),
  contact: is.mailAddress("The owner's mail address: certificates and alarms go there."),
  timeZone: is.timeZone("The time zone of all schedules and programs.").default("Europe/Berlin"),
  phase: field(z.union([z.literal(1), z.literal(2), z.literal(3)]), {
    says: "How much of the plan runs: 1 mvp, 2 enhanced, 3 full.",
    allowed: "1, 2 or 3",
    fix: "write the number of the phase, without quotes",
  }).default(3),
  off: listOf(
    "Services that stay off, by their name in the catalogue, or by the first part of it for all that share it.",
    is.slug("A service of the catalogue, or a group such as opensign."),
    60,
  ).default([]),
  hosts: namesTo(
    "Host names other than the catalogue's, by site.",
    is.slug("A site of the catalogue."),
    is.hostLabel("The part of the host name before the domain."),
    "monica: crm",
  ).default({}),
  acmeStaging: is.yesNo("Order certificates from Let's Encrypt's staging service, for a first try.").default(false),
  machines: machinesSchema,
  network: networkSchema,
  wireguard: wireguardSchema,
  ssh: sshSchema,
  mail: section("The account that sends the services' mail.", {
    host: is.hostName("The SMTP server that sends the services' mail."),
    port: field(z.union([z.literal(465), z.literal(587)]), {
      says: "The SMTP port: 587 begins with STARTTLS, 465 is TLS from the first byte. Hetzner Cloud blocks 465 and 25 on the way out until you ask for them.",
      allowed: "465 or 587",
      fix: "write 587, which is open on the way out; port 25 is for servers among themselves",
    }).default(587),
    user: is.mailLogin("The account at the SMTP server; where it is no mail address, from names the sender."),
    from: is.mailAddress("The sender that the services' mail shows; the account itself when left out.").optional(),
  }),
  mailArchive: mailArchiveSchema,
  openai: openaiSchema,
  invoices: invoicesSchema,
  customers: customersSchema,
  passwords: passwordsSchema,
  secrets: secretsSchema,
  backup: backupSchema,
  notifications: notificationsSchema,
  volumes: namesTo(
    "Sizes of volumes other than the catalogue's.",
    is.volumeName("A volume of the catalogue."),
    is.volumeSize("The size of the volume in place of the catalogue's."),
    "postgres/data: 25Gi",
  ).default({}),
  images: imagesSchema,
  git: gitSchema,
});

/** The configuration as the owner writes it. */
export type ConfigInput = z.input<typeof configSchema>;
/** The configuration with every default filled in and every text read into its value type. */
export type Config = z.output<typeof configSchema>;
