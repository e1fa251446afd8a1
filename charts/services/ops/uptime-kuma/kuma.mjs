// Uptime Kuma's own language: socket.io, with an answer to each event.
import { createRequire } from "node:module";
import { Unfinished, until } from "./set-up.mjs";

const app = process.env.KUMA_APP ?? "/app";
const { io } = createRequire(`${app}/package.json`)("socket.io-client");

const answerWithin = 60_000;
const lists = ["monitorList", "notificationList", "maintenanceList", "statusPageList"];

/** One connection, with the lists that the server keeps telling. */
export class Kuma {
  lists = {};

  constructor(socket) {
    this.socket = socket;
    for (const list of lists) socket.on(list, (content) => (this.lists[list] = content));
    socket.on("updateMonitorIntoList", (some) => (this.lists.monitorList = { ...this.lists.monitorList, ...some }));
    socket.on("deleteMonitorFromList", (id) => delete this.lists.monitorList?.[id]);
  }

  // Events of the first moments get no answer: the server hears them from this message on.
  static connect(url) {
    return until(`Uptime Kuma at ${url}`, async () => {
      const socket = io(url, { transports: ["websocket"], reconnection: false, timeout: 10_000 });
      const kuma = new Kuma(socket);
      try {
        await new Promise((resolve, reject) => {
          const late = setTimeout(() => reject(new Error("it says nothing")), 15_000);
          const ready = () => {
            clearTimeout(late);
            resolve();
          };
          socket.once("loginRequired", ready);
          socket.once("autoLogin", ready);
          socket.once("connect_error", reject);
          socket.once("disconnect", () => reject(new Error("it hung up")));
        });
      } catch (error) {
        socket.close();
        throw error;
      }
      return kuma;
    });
  }

  async ask(event, ...words) {
    try {
      return await this.socket.timeout(answerWithin).emitWithAck(event, ...words);
    } catch {
      throw new Unfinished(`Uptime Kuma gave no answer to ${event}`, "mk360 status says how it is; this is tried again every day");
    }
  }

  /** The answer of what must go well. */
  async must(event, ...words) {
    const answer = await this.ask(event, ...words);
    if (answer?.ok) return answer;
    throw new Unfinished(`Uptime Kuma refused ${event}: ${answer?.msg}`, "this is a mistake of mk360, unless it was changed by hand");
  }

  close() {
    this.socket.close();
  }
}

// Our objects carry it at the end of a text that Uptime Kuma shows. Without it they are the owner's.
const mark = /\(mk360: (\S+)\)$/;

export const marked = (text, key) => `${text} (mk360: ${key})`;
export const keyOf = (text) => mark.exec(text ?? "")?.[1];
