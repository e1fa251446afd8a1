import { asking, programIn, smallNode } from "../set-up/set-up";
import { type Context, Credential, calls, type Endpoint, lasting, type Seed, type SetUp, secretPath } from "../vocabulary";
import accounts from "./accounts.mjs";
import api from "./api.mjs";
import type { ArchiveContent, CustomField } from "./archive-content";
import correspondents from "./correspondents.mjs";
import customFieldsScript from "./custom-fields.mjs";
import fillScript from "./fill-paperless.mjs";
import named from "./named.mjs";
import ownership from "./ownership.mjs";
import { account } from "./paperless-account";

export interface Archive {
  /** The owner's account. */
  readonly owner: Credential;
  readonly endpoint: Endpoint;
  /** Its first administrator. */
  readonly login: Credential;
  readonly content: ArchiveContent;
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

/** Paperless' own words for the kinds of fields. */
const fieldTypes: Readonly<Record<CustomField["type"], string>> = { text: "string", day: "date", amount: "monetary" };

/** Accounts, rights, what the archive comes with, and the rule that no document is without an owner. */
export function paperlessSetUp(name: string, { owner, endpoint, login, content }: Archive): SetUp {
  const { tags = [], documentTypes = [], customFields = [], storagePaths = [] } = content;
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
    tags: wanted(tags, context).map(asNamed),
    documentTypes: wanted(documentTypes, context).map(asNamed),
    storagePaths: wanted(storagePaths, context).map((each) => ({ ...asNamed(each), path: each.path })),
    customFields: wanted(customFields, context).map((field) => ({ name: field.name, type: fieldTypes[field.type] })),
  });
  return {
    enters:
      "your account, those of the programs that use it, tags, document types, storage paths, custom fields, and an owner for each document",
    ...asking("fill-paperless.mjs", "asks an API"),
    files: {
      ...programIn("/set-up", {
        "accounts.mjs": accounts,
        "api.mjs": api,
        "correspondents.mjs": correspondents,
        "custom-fields.mjs": customFieldsScript,
        "fill-paperless.mjs": fillScript,
        "named.mjs": named,
        "ownership.mjs": ownership,
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
    uses: [calls(endpoint, "enters accounts, and what the archive comes with")],
  };
}

function wanted<Kind extends Seed>(seeds: readonly Kind[], context: Context): readonly Kind[] {
  return seeds.filter(({ when }) => when?.(context) ?? true);
}

const asNamed = ({ name, onlyByHand = false }: Seed) => ({ name, onlyByHand });

function filesOf(credential: Credential): { readonly usernameFile: string; readonly passwordFile: string } {
  return { usernameFile: secretPath(credential.file("username")), passwordFile: secretPath(credential.file("password")) };
}
