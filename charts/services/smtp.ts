import {
  type Config,
  Credential,
  type CredentialKey,
  type Environment,
  given,
  mailPassword as ofAccount,
  tcp,
  type Use,
} from "./vocabulary";

/** The one account that sends the services' mail. */
const account = new Credential("mail-account", "sends the services' mail", {
  password: given(
    "the password, or app password, of the mail account in config.yaml",
    "no service starts that sends mail",
    ofAccount("mail"),
  ),
});

/** Its password, for a program whose own settings name the file. */
export const mailPassword = account.file("password");

/** The SMTP settings as one client spells them. */
export interface Smtp {
  readonly password: Credential;
  readonly host: (context: { config: Config }) => string;
  readonly port: (context: { config: Config }) => string;
  readonly user: (context: { config: Config }) => string;
  readonly from: (context: { config: Config }) => string;
  /** True when the port speaks TLS from the first byte; else it begins with STARTTLS. */
  readonly implicitTls: (config: Config) => boolean;
}

/** The account as config.yaml has it, for a program that is told of it in another way than by variables. */
export const smtpSettings: Smtp = {
  password: account,
  host: ({ config }) => config.mail.host,
  port: ({ config }) => `${config.mail.port}`,
  user: ({ config }) => config.mail.user,
  from: ({ config }) => config.mail.from ?? config.mail.user,
  implicitTls: ({ mail }) => mail.port === 465,
};

/** Sends mail through the owner's account; `env` spells the settings as the program wants them. */
export function smtp(env: (settings: Smtp) => Environment, secrets: readonly CredentialKey[] = []): Use {
  return {
    peer: { kind: "internet", ports: ({ mail }) => [tcp(mail.port)] },
    why: "sends mail through the owner's account",
    env: env(smtpSettings),
    secrets,
  };
}
