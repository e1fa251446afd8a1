import { programIn } from "../set-up/set-up";
import {
  Credential,
  type Endpoint,
  type Environment,
  type GrantKind,
  images,
  inMemory,
  mebi,
  memory,
  Program,
  random,
  text,
  type Use,
} from "../vocabulary";
import takeToken from "./take-token.mjs";

/** An account of a program in one of the archives. */
export const account: GrantKind = { name: "account" };

const inTheClear = "Paperless speaks plain HTTP, and what is read and filed passes between pods of one machine only";

/** Where the token lies; it ends with the pod. */
const tokenFile = "/token/paperless";
export const tokenFolder = { "/token": inMemory(mebi(1)) };

/** Paperless' own words for what one may read. */
export const reads = (...kinds: string[]): string[] => kinds.map((kind) => `view_${kind}`);

export interface AccountProps {
  /** Paperless' own words for what it may, such as `view_document`. */
  readonly may: readonly string[];
  /** Why it must see everything, as Paperless lets administrators alone. Default: it sees what is nobody's or shared with it. */
  readonly seesAll?: string;
  /** What the client is told besides. Default: nothing. */
  readonly env?: Environment;
}

/** What opens an archive for a client of its own. */
export function accountCredential(archive: Endpoint, name: string): Credential {
  return new Credential(`${name}-paperless`, `opens ${archive.service} for ${name}`, { username: text(name), password: random() });
}

/** An account of the client's own in an archive, which the client opens by name and password, whenever the archive is there. */
export function paperlessLogin(archive: Endpoint, credential: Credential, name: string, why: string, props: AccountProps): Use {
  const { may, seesAll, env = {} } = props;
  return {
    peer: { kind: "service", endpoint: archive },
    why,
    env,
    grant: { kind: account, provider: archive.service, name, credential, may, ...(seesAll ? { seesAll } : {}), inTheClear },
  };
}

/** The same with a token, which lies in `/token/paperless` before the client starts. */
export function paperlessAccount(archive: Endpoint, name: string, why: string, props: AccountProps): Use {
  const credential = accountCredential(archive, name);
  return { ...paperlessLogin(archive, credential, name, why, props), wait: waitForToken(archive, credential) };
}

/** Ends when the archive takes the client's own login. */
function waitForToken(archive: Endpoint, credential: Credential): Program {
  return new Program(`wait-for-${credential.name}`, {
    image: images.node,
    command: ["node", "/wait/take-token.mjs"],
    files: programIn("/wait", { "take-token.mjs": takeToken }),
    env: {
      ARCHIVE_URL: `http://${archive.address}`,
      ACCOUNT_NAME_FILE: credential.file("username"),
      ACCOUNT_PASSWORD_FILE: credential.file("password"),
      LEAVES_IT_IN: tokenFile,
      NODE_OPTIONS: "--max-old-space-size=32",
    },
    writes: tokenFolder,
    memory: memory(mebi(48), mebi(96), "Node that asks one address; the heap ends at 32 MB"),
  });
}
