import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { customerTag, documentKinds, invoiceFields, invoiceFolder } from "../../charts/services/public/invoices/document-kinds";
import { openaiTags } from "../../charts/services/public/paperless-gpt/openai-tags";
import { freePort, type Sandbox } from "../support/real";
import { answering } from "./answering";

/** A document as a test has it: how many days ago it came, its pages, and its tags by name. */
export interface PlayedDocument {
  readonly id: number;
  readonly daysAgo: number;
  readonly pages: number | null;
  readonly tags: readonly string[];
}

/** A document that was handed over to be read in. */
export interface Upload {
  readonly name: string;
  readonly title: string;
  readonly created: string;
  readonly correspondent: number;
  readonly document_type: number;
  readonly storage_path: number;
  /** By the number of the field. */
  readonly custom_fields: Readonly<Record<string, string>>;
  readonly sha256: string;
}

const administrator = { user: "x7set-up", password: "Passw0rd-x7set-up" };

/** The stand-in of Paperless with documents and the tags of the model, and an account for n8n that may change them. */
export class PlayedArchive {
  private port = 0;
  private file = "";
  private server: ChildProcess | undefined;
  private readonly ids = new Map(Object.values(openaiTags).map((name, index) => [name as string, index + 1]));

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(box: Sandbox, password: string, documents: readonly PlayedDocument[]): Promise<void> {
    this.port = await freePort();
    const rows = documents.map(({ id, daysAgo, pages, tags }) => ({
      id,
      owner: null,
      added: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
      page_count: pages,
      tags: tags.map((name) => this.ids.get(name)),
    }));
    this.file = box.file("archive/stand-in.json", JSON.stringify({ lastIds: { users: 1 }, rows: { documents: rows } }));
    await this.again();
    for (const { name } of documentKinds)
      await this.ask("POST", "document_types/", { name, matching_algorithm: 0, match: "", owner: null });
    await this.ask("POST", "storage_paths/", { name: invoiceFolder.name, path: invoiceFolder.path, matching_algorithm: 0, owner: null });
    const kinds = { text: "string", amount: "monetary", day: "date" };
    for (const { name, type } of Object.values(invoiceFields)) await this.ask("POST", "custom_fields/", { name, data_type: kinds[type] });
    for (const name of [...this.ids.keys(), customerTag.name])
      await this.ask("POST", "tags/", { name, matching_algorithm: 0, match: "", owner: null });
    const { id } = await this.ask("POST", "groups/", {
      name: "n8n (mk360)",
      permissions: [
        ...["document", "tag", "correspondent", "documenttype", "storagepath", "customfield", "paperlesstask"].map(
          (kind) => `view_${kind}`,
        ),
        ...["change_document", "add_document", "add_correspondent", "add_tag", "add_storagepath", "add_note"],
      ],
    });
    const account = { is_active: true, is_staff: false, is_superuser: false, groups: [id], user_permissions: [] };
    await this.ask("POST", "users/", { username: "n8n", password, ...account });
  }

  /** The tags of each document, by name and in their order. */
  async tags(): Promise<Readonly<Record<number, readonly string[]>>> {
    const names = new Map([...this.ids].map(([name, id]) => [id, name]));
    const { results } = await this.ask("GET", "documents/?page_size=1000");
    return Object.fromEntries(
      results.map(({ id, tags }: { id: number; tags: number[] }) => [id, tags.map((tag) => names.get(tag) ?? `${tag}`).sort()]),
    );
  }

  /** What paperless-gpt does to a document that it is done with, or that it could not work on. */
  async takeTrigger(id: number, ...added: string[]): Promise<void> {
    const parameters = { add_tags: added.map((name) => this.ids.get(name)), remove_tags: [this.ids.get(openaiTags.auto)] };
    await this.ask("POST", "documents/bulk_edit/", { documents: [id], method: "modify_tags", parameters });
  }

  /** What was filed, in its order. */
  get uploads(): readonly Upload[] {
    return JSON.parse(readFileSync(this.file, "utf8")).rows.uploads ?? [];
  }

  /** The bytes of what was filed, counted from the end by -1. */
  contentOf(place: number): Buffer {
    return Buffer.from((this.uploads.at(place) as unknown as { content: string })?.content ?? "", "base64");
  }

  /** What was read in, with the notes on each. */
  get filed(): readonly { readonly title: string; readonly notes: readonly string[] }[] {
    const { documents = [], uploads = [] } = JSON.parse(readFileSync(this.file, "utf8")).rows;
    return uploads
      .map((upload: { document?: number }) => documents.find(({ id }: { id: number }) => id === upload.document))
      .filter(Boolean)
      .map(({ title, notes }: { title: string; notes: { note: string }[] }) => ({ title, notes: notes.map(({ note }) => note) }));
  }

  /** The custom fields of what was filed, by name, counted from the end by -1. */
  async fieldsOf(place: number): Promise<Readonly<Record<string, string>>> {
    const { results } = await this.ask("GET", "custom_fields/?page_size=1000");
    const names = new Map(results.map(({ id, name }: { id: number; name: string }) => [`${id}`, name]));
    return Object.fromEntries(Object.entries(this.uploads.at(place)?.custom_fields ?? {}).map(([id, value]) => [names.get(id), value]));
  }

  /** Each customer's number, by name. */
  async correspondents(): Promise<Readonly<Record<string, number>>> {
    const { results } = await this.ask("GET", "correspondents/?page_size=1000");
    return Object.fromEntries(results.map(({ id, name }: { id: number; name: string }) => [name, id]));
  }

  /** Tags and folders by name, with the name above a tag and the path of a folder. */
  async marks(): Promise<Readonly<Record<string, string>>> {
    const { results: tags } = await this.ask("GET", "tags/?page_size=1000");
    const { results: folders } = await this.ask("GET", "storage_paths/?page_size=1000");
    const names = new Map(tags.map(({ id, name }: { id: number; name: string }) => [id, name]));
    return Object.fromEntries([
      ...tags.flatMap(({ name, parent }: { name: string; parent: number | null }) => (parent ? [[`tag ${name}`, names.get(parent)]] : [])),
      ...folders.map(({ name, path }: { name: string; path: string }) => [`folder ${name}`, path]),
    ]);
  }

  /** It answers again, with all that it kept. */
  async again(): Promise<void> {
    this.server = spawn(process.execPath, [join(__dirname, "stand-ins/paperless/server.js"), `${this.port}`, dirname(this.file)], {
      env: {
        PATH: process.env.PATH ?? "",
        PAPERLESS_ADMIN_USER: administrator.user,
        PAPERLESS_ADMIN_PASSWORD: administrator.password,
        PAPERLESS_TOKEN_THROTTLE_RATE: "1000/min",
      },
      stdio: "ignore",
    });
    await answering("the stand-in of Paperless", `${this.url}/api/`, 30, (status) => status > 0);
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await ended;
  }

  // biome-ignore lint/suspicious/noExplicitAny: what Paperless answers has no type but its own
  private async ask(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await fetch(`${this.url}/api/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${administrator.user}:${administrator.password}`).toString("base64")}`,
        accept: "application/json; version=10",
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
