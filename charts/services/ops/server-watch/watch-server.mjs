// Watches the server from outside of it: asks it by each of its WAYS ("what it is=URL", one a line), and mails the owner
// once when one has been silent for SILENT_SECONDS, and once more when it is back. It needs nothing of the server.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { hostname } from "node:os";
import tls from "node:tls";

const say = (message) => process.stderr.write(`watch-server: ${message}\n`);
const need = (name) => {
  const value = process.env[name];
  if (value) return value;
  say(`${name} is not set`);
  process.exit(1);
};
const seconds = (name) => {
  const value = Number(need(name));
  if (value > 0) return value * 1000;
  say(`${name}=${process.env[name]} is no number of seconds above 0`);
  process.exit(1);
};

const answerWithin = Number(process.env.ANSWER_SECONDS ?? 20) * 1000;
const [every, silentFor] = [seconds("EVERY_SECONDS"), seconds("SILENT_SECONDS")];
const mail = {
  host: need("SMTP_HOST"),
  port: Number(need("SMTP_PORT")),
  user: need("SMTP_USER"),
  from: need("MAIL_FROM"),
  to: need("MAIL_TO"),
  passwordFile: need("SMTP_PASSWORD_FILE"),
};
const ways = need("WAYS")
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => {
    const [name, url] = [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)];
    return { name, url, since: undefined, told: false };
  });
if (ways.length === 0 || ways.some(({ name, url }) => name === "" || !URL.canParse(url))) {
  say(`WAYS=${JSON.stringify(process.env.WAYS)} is not "what it is=URL", one a line`);
  process.exit(1);
}

// Any answer is one, a refusal too, and whoever it is: only silence counts.
const answers = (url) =>
  new Promise((resolve) => {
    const { get } = url.startsWith("https:") ? https : http;
    const asked = get(
      url,
      { rejectUnauthorized: false, agent: false, timeout: answerWithin, headers: { Connection: "close" } },
      (answer) => {
        answer.destroy();
        resolve(true);
      },
    );
    const limit = setTimeout(() => asked.destroy(new Error("no answer")), answerWithin);
    asked.on("close", () => clearTimeout(limit)).on("error", () => resolve(false));
  });

/** A conversation with the mail server, a line at a time. */
class Talk {
  constructor(socket) {
    this.use(socket);
  }

  use(socket) {
    this.socket = socket;
    this.text = "";
    this.waiting = undefined;
    socket.setEncoding("utf8");
    socket.on("data", (data) => {
      this.text += data;
      this.look();
    });
    socket.on("error", (error) => this.waiting?.reject(error));
    socket.on("close", () => this.waiting?.reject(new Error("the mail server hung up")));
  }

  // The last line of an answer has a space behind its number.
  look() {
    const [whole, code] = /^(?:\d{3}-.*\r?\n)*(\d{3}) .*\r?\n/.exec(this.text) ?? [];
    if (!whole || !this.waiting) return;
    this.text = this.text.slice(whole.length);
    const { resolve, reject, wanted } = this.waiting;
    this.waiting = undefined;
    if (code.startsWith(wanted)) resolve(whole);
    else reject(new Error(`the mail server says ${whole.trim().split("\n").at(-1)}`));
  }

  expect(wanted) {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject, wanted };
      this.look();
    });
  }

  say(line, wanted) {
    this.socket.write(`${line}\r\n`);
    return this.expect(wanted);
  }
}

const connected = (socket, event) =>
  new Promise((resolve, reject) => {
    socket.once(event, () => resolve(socket)).once("error", reject);
  });

const send = async (subject, text) => {
  const { host, port } = mail;
  const secure = port === 465;
  let socket = secure ? tls.connect({ host, port, servername: host }) : net.connect({ host, port });
  const limit = setTimeout(() => socket.destroy(new Error("the mail server takes too long")), 60_000);
  try {
    await connected(socket, secure ? "secureConnect" : "connect");
    const talk = new Talk(socket);
    await talk.expect("220");
    const hello = `EHLO ${hostname().replace(/[^A-Za-z0-9.-]/g, "") || "watch"}`;
    await talk.say(hello, "250");
    if (!secure) {
      await talk.say("STARTTLS", "220");
      socket.removeAllListeners("data").removeAllListeners("close");
      socket = tls.connect({ socket, servername: host });
      await connected(socket, "secureConnect");
      talk.use(socket);
      await talk.say(hello, "250");
    }
    const password = readFileSync(mail.passwordFile, "utf8").trim();
    await talk.say(`AUTH PLAIN ${Buffer.from(`\0${mail.user}\0${password}`).toString("base64")}`, "235");
    await talk.say(`MAIL FROM:<${mail.from}>`, "250");
    await talk.say(`RCPT TO:<${mail.to}>`, "25");
    await talk.say("DATA", "354");
    const head = [
      `From: <${mail.from}>`,
      `To: <${mail.to}>`,
      `Subject: ${subject}`,
      `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    ];
    await talk.say([...head, `Message-ID: <${Date.now()}.watch-server@${mail.from.split("@")[1]}>`, "", ...text, "."].join("\r\n"), "250");
    socket.write("QUIT\r\n");
  } finally {
    clearTimeout(limit);
    socket.destroy();
  }
};

const told = async (subject, ...text) => {
  try {
    await send(subject, text);
    say(`mailed: ${subject}`);
    return true;
  } catch (error) {
    say(`"${subject}" could not be mailed, and is tried again: ${error.message}`);
    return false;
  }
};

const time = (at) => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const look = async (way) => {
  const asked = Date.now();
  const well = await answers(way.url);
  const now = Date.now();
  if (!well) {
    way.since ??= asked;
    if (way.told || now - way.since < silentFor) return;
    way.told = await told(
      `The server is silent: ${way.name}`,
      `Since ${time(way.since)} the NAS has had no answer from the server: ${way.name}.`,
      "",
      "Look at Hetzner's console whether the machine runs, then at k3s on it: systemctl status k3s.",
      "What runs on the NAS keeps running. There is another mail when the server answers again.",
    );
  } else if (way.told) {
    if (!(await told(`The server is back: ${way.name}`, `It was silent from ${time(way.since)} to ${time(now)}: ${way.name}.`))) return;
    way.told = false;
    way.since = undefined;
  } else {
    way.since = undefined;
  }
};

let looked = Date.now();
http
  .createServer((_, answer) => {
    answer.statusCode = Date.now() - looked < 3 * every + 300_000 ? 200 : 503;
    answer.end();
  })
  .listen(Number(need("HEALTH_PORT")));

process.on("SIGTERM", () => process.exit(0));
say(`asks ${ways.map(({ name }) => name).join(", ")}`);
for (;;) {
  await Promise.all(ways.map(look));
  looked = Date.now();
  await new Promise((resolve) => setTimeout(resolve, every));
}
