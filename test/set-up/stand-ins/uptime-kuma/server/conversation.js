// How it talks over socket.io: an event at a time, each with an answer.
import { Server } from "socket.io";

// What it looks up for a new connection takes it this long, and what it is asked meanwhile is lost.
const deafFor = 200;

/** How many words the older form of an event has, which it takes too. */
const shortForm = { deleteMonitor: 1 };

/** What hangs in Uptime Kuma, and so has no answer here. */
export class Unanswered extends Error {}

export class Conversation {
  constructor(http) {
    this.io = new Server(http, { allowRequest: ({ headers }, decide) => decide(null, isFromHere(headers)) });
  }

  /** To everybody who is logged in. */
  tell(event, content) {
    this.io.to("owner").emit(event, content);
  }

  /** What cannot be told is missed by nobody. */
  tryTelling(event, content) {
    try {
      this.tell(event, content());
    } catch {
      // One window that cannot be told hides all of them.
    }
  }

  tellBehindAnswer(event, content) {
    setImmediate(() => this.tryTelling(event, content));
  }

  /** `open` is for everybody, `closed` for the owner; each function takes who asks, and the words of the event. */
  begin(database, { open, closed, greet }) {
    this.io.on("connection", (socket) => {
      const client = { isOwner: false, join: () => socket.join("owner"), leave: () => socket.leave("owner") };
      socket.emit("info", {});
      if (!database.content.owner) socket.emit("setup");
      setTimeout(() => {
        for (const [event, work] of Object.entries(open)) hear(socket, event, work, client, database);
        for (const [event, work] of Object.entries(closed)) hear(socket, event, work, client, database, true);
        if (database.content.settings.disableAuth) greet(client);
        socket.emit(client.isOwner ? "autoLogin" : "loginRequired");
      }, deafFor);
    });
  }

  end() {
    return this.io.close();
  }
}

const hear = (socket, event, work, client, database, isForOwner = false) =>
  socket.on(event, (...words) => {
    // The answer is looked for behind the last word: with one too few or too many nobody ever gets it.
    const isShort = typeof words[shortForm[event]] === "function";
    const count = isShort ? shortForm[event] : work.length - 1;
    const answer = typeof words[count] === "function" ? words[count] : () => undefined;
    try {
      if (isForOwner && !client.isOwner) throw new Error("You are not logged in.");
      answer(work(client, ...words.slice(0, count)));
    } catch (error) {
      if (!(error instanceof Unanswered)) answer({ ok: false, msg: error.message });
    } finally {
      // Also of what failed half-way: there is no transaction around an event.
      database.save();
    }
  });

const isFromHere = ({ origin, host }) => !origin || (URL.canParse(origin) && new URL(origin).host === host);
