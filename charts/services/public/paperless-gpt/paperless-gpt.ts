import { paperlessAccount, reads, tokenFolder } from "../../paperless/paperless-account";
import {
  accepts,
  answers,
  Credential,
  capped,
  cores,
  customers,
  daily,
  endpoints,
  gibi,
  given,
  health,
  hot,
  images,
  internet,
  mebi,
  memory,
  milli,
  minutes,
  notBackedUp,
  seconds,
  service,
  tcp,
  token,
  upTo,
  user,
  vpnSite,
} from "../../vocabulary";
import { openaiTags, trigger } from "./openai-tags";
import withToken from "./with-token.sh";

const access = new Credential("paperless-gpt-access", "pays the questions of paperless-gpt to OpenAI", {
  "openai-key": given(
    "an API key of OpenAI",
    "paperless-gpt does not start",
    token(/^sk-[A-Za-z0-9_-]{20,}$/, "sk- and then at least 20 letters, digits, hyphens and underscores"),
  ),
});

export const paperlessGpt = service("paperless-gpt", {
  does: "Proposes titles and tags for the business documents, with OpenAI.",
  network: "public",
  machine: "vps",
  phase: 3,
  when: ({ openai }) => openai.enabled,
  image: images["paperless-gpt"],
  runsAs: user(10001),
  // The image's entry point must be root, to make this user and to hand it the folders.
  command: ["sh", "/start/with-token.sh", "/app/paperless-gpt"],
  files: { "/start/with-token.sh": withToken },
  env: {
    LISTEN_INTERFACE: ":8080",
    PAPERLESS_PUBLIC_URL: ({ hostName }) => `https://${hostName("business-docs")}`,
    OPENAI_API_KEY: access.value("openai-key"),
    LLM_PROVIDER: "openai",
    LLM_MODEL: ({ config }) => config.openai.logicModel,
    LLM_LANGUAGE: "German",
    OCR_PROVIDER: "llm",
    OCR_PROCESS_MODE: "image",
    VISION_LLM_PROVIDER: "openai",
    VISION_LLM_MODEL: ({ config }) => config.openai.model,
    MANUAL_TAG: openaiTags.manual,
    AUTO_TAG: ({ config }) => trigger("auto", config),
    AUTO_OCR_TAG: ({ config }) => trigger("autoOcr", config),
    AUTO_TAG_COMPLETE: openaiTags.complete,
    FAIL_TAG: openaiTags.failed,
    // The originals stay as they are.
    PDF_REPLACE: "false",
    PDF_UPLOAD: "false",
    // It draws all of a document's pages at once. At its own 600 dots an inch, a dozen of A4 are more than its memory, and
    // after the restart the tag is still there.
    IMAGE_MAX_RENDER_DPI: "150",
    OCR_LIMIT_PAGES: ({ config }) => `${config.openai.pages}`,
    // It chooses among the tags that exist. Whose document it is, is not its to say: customers see theirs by correspondent.
    CREATE_NEW_TAGS: "false",
    AUTO_GENERATE_CORRESPONDENTS: "false",
  },
  uses: [
    paperlessAccount(endpoints.paperlessBusiness, "paperless-gpt", "reads the documents and files its proposals", {
      seesAll: "it writes back the tags of a document that it knows, so a tag that it does not see would be lost",
      // Tags to order by, and its own for what it could not work on.
      may: [...reads("document", "tag", "correspondent", "documenttype", "customfield"), "change_document", "add_tag"],
      env: { PAPERLESS_BASE_URL: `http://${endpoints.paperlessBusiness.address}` },
    }),
    internet("sends the documents to OpenAI", tcp(443)),
  ],
  ports: endpoints.paperlessGpt.ports,
  sites: [
    vpnSite("paperless-gpt", {
      port: "http",
      purpose: "Proposals for documents",
      probe: "/api/tags",
      timeout: minutes(5),
      withoutLogin: "it has no users, and shows and changes documents by its own token",
    }),
  ],
  // It fetches them from Paperless with its token; its version it tells whatever is broken.
  monitoredPaths: { http: "/api/tags" },
  keeps: {
    prompts: hot(mebi(64), "/app/prompts", "the questions to OpenAI, which the owner may change", daily()),
    database: hot(mebi(512), "/app/db", "what was changed in which document", daily({ sqlite: ["modification_history.db"] })),
    config: hot(
      mebi(64),
      "/app/config",
      "what was set in its page",
      notBackedUp("empty until something is set there, and all that matters is set by variables"),
    ),
  },
  writes: { "/tmp": upTo(mebi(512)), ...tokenFolder },
  memory: memory(mebi(96), gibi(1), "measured: 47 MB at rest; the pages of one document become images in memory, 240 MiB for 100 of them"),
  cpu: capped(milli(50), cores(1), "turning pages into images takes a whole core"),
  // Its version it tells whatever is broken. The tags it has from Paperless, with its token.
  health: health({ ready: answers("http", "/api/tags"), alive: accepts("http"), startsWithin: minutes(10), every: seconds(30) }),
  personalData: [customers("the text and the pages of the documents, sent to OpenAI", "ordering of documents", "30 days at OpenAI")],
});
