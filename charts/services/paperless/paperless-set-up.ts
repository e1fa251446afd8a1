import { asking, programIn, smallNode } from "../set-up/set-up";
import { type Context, Credential, calls, type Endpoint, lasting, type Seed, type SetUp, secretPath } from "../vocabulary";
import accounts from "./accounts.mjs";
import api from "./api.mjs";
import fillScript from "./fill-paperless.mjs";
import ownership from "./ownership.mjs";
import { account } from "./paperless-account";
import tags from "./tags.mjs";

export interface Archive {
  /** The owner's account. */
  readonly owner: Credential;
  readonly endpoint: Endpoint;
  /** Its first administrator. */
  readonly login: Credential;
  readonly tags: readonly Seed[];
}

/** The owner's account in an archive, whose secrets are named after `first`. */
export function ownerOf(name: string, first: string): Credential {
  return new Credential(`${first}-owner`, `your own account in ${name}`, {
    // Paperless locks a name after five wrong passwords, whoever sent them.
    username: lasting(12, {
      because: "the account is made once, and is yours from then on",
      instead: "log in to Paperless and rename yourself under Users & Groups",
    }),
    password: lasting(24, {
      because: "the account is made once, and is yours from then on",
      instead: "log in to Paperless and give yourself another password under My Profile",
    }),
  });
}

/** Accounts, rights, tags and the rule that no document is without an owner. */
export function paperlessSetUp(name: string, { owner, endpoint, login, tags: declared }: Archive): SetUp {
  const contentOf = (context: Context) => ({
    administrator: filesOf(login),
    owner: { ...filesOf(owner), email: context.config.contact },
    accounts: context
      .grants(name)
      .filter(({ kind }) => kind === account)
      .map(({ name: client, credential, may = [], seesAll }) => ({
        name: client,
        passwordFile: secretPath(credential.file("password")),
        may,
        changesDocuments: may.includes("change_document"),
        seesAll: seesAll !== undefined,
      })),
    tags: declared.filter(({ when }) => when?.(context) ?? true).map(({ name: tag, onlyByHand = false }) => ({ name: tag, onlyByHand })),
  });
  return {
    enters: "your account, those of the programs that use it, tags, and an owner for each document",
    ...asking("fill-paperless.mjs", "asks an API"),
    files: {
      ...programIn("/set-up", {
        "accounts.mjs": accounts,
        "api.mjs": api,
        "fill-paperless.mjs": fillScript,
        "ownership.mjs": ownership,
        "tags.mjs": tags,
      }),
      "/content/paperless.json": (context) => `${JSON.stringify(contentOf(context), null, 1)}\n`,
    },
    env: {
      SERVICE: name,
      ARCHIVE_URL: `http://${endpoint.address}`,
      CONTENT: "/content/paperless.json",
      ...smallNode,
    },
    secrets: ({ grants }) => [
      ...[login, owner].flatMap((credential) => [credential.file("username"), credential.file("password")]),
      ...grants(name)
        .filter(({ kind }) => kind === account)
        .map(({ credential }) => credential.file("password")),
    ],
    uses: [calls(endpoint, "enters accounts and tags")],
  };
}

function filesOf(credential: Credential): { readonly usernameFile: string; readonly passwordFile: string } {
  return { usernameFile: secretPath(credential.file("username")), passwordFile: secretPath(credential.file("password")) };
}
