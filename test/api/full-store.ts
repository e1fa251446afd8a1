import { eventually } from "./eventually";

const chunk = Buffer.alloc(1024 ** 2, "x").toString("base64");
const prefix = "/filler/";
/** The first key after all that begin with the prefix. */
const end = "/filler0";

/** etcd's store, filled to its quota and freed again by the ways of its own manual. */
export class FullStore {
  constructor(private readonly url: string) {}

  /** Until etcd takes nothing more. */
  async fill(): Promise<void> {
    await eventually("etcd is full", 60, async () => {
      const { message } = await this.send("kv/put", { key: base64(`${prefix}${Date.now()}`), value: chunk });
      return message?.includes("database space exceeded") ? [] : ["it took another MiB"];
    });
  }

  async free(): Promise<void> {
    const { header } = await this.send("kv/deleterange", { key: base64(prefix), range_end: base64(end) });
    await this.send("kv/compaction", { revision: header?.revision, physical: true });
    await this.send("maintenance/defragment", {});
    const { alarms = [] } = await this.send("maintenance/alarm", { action: "GET" });
    for (const { memberID, alarm } of alarms) await this.send("maintenance/alarm", { action: "DEACTIVATE", memberID, alarm });
  }

  private async send(path: string, body: object): Promise<StoreAnswer> {
    const answer = await fetch(`${this.url}/v3/${path}`, { method: "POST", body: JSON.stringify(body) });
    return (await answer.json()) as StoreAnswer;
  }
}

interface StoreAnswer {
  readonly message?: string;
  readonly header?: { readonly revision: string };
  readonly alarms?: readonly { readonly memberID: string; readonly alarm: string }[];
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
