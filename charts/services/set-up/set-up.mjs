// What every program needs that fills a service: what it says, what it waits for, and how it ends.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Why a service cannot be filled, and what the owner does about it. */
export class Unfinished extends Error {
  constructor(reason, remedy) {
    super(`${reason}; ${remedy}`);
  }
}

let service = "set-up";
let changes = 0;
const remarks = [];

const secrets = new Set();

// What a program answers may repeat what it was sent, and the last words stand where `mk360 status` reads them.
const hidden = (text) => [...secrets].reduce((left, secret) => left.replaceAll(secret, "***"), text);

export const say = (message) => process.stderr.write(`${service}: ${hidden(message)}\n`);

export const changed = (what) => {
  changes += 1;
  say(what);
};

/** What the owner should know, although nothing is wrong. */
export const remark = (what) => {
  remarks.push(what);
  say(what);
};

export const need = (name) => {
  const value = process.env[name];
  if (!value) throw new Unfinished(`${name} is not set`, "this is a mistake of mk360");
  return value;
};

export const secretIn = (path) => {
  const value = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (!value) throw new Unfinished(`there is no secret in ${path}`, "mk360 secrets init --apply makes what is missing");
  if (value.length >= 8) secrets.add(value);
  return value;
};

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const patience = Number(process.env.PATIENCE_SECONDS ?? 600) * 1000;

// A service that is being started, or a policy that is not there yet, is no reason to give up.
export const until = async (what, attempt, between = 2000) => {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Unfinished) throw error;
      if (Date.now() > end)
        throw new Unfinished(`${what} did not answer (${error.message})`, "mk360 status says what it lacks; this is tried again every day");
      await pause(Math.min(between, patience / 10));
    }
  }
};

// Kubernetes keeps what stands in this file with the pod, where `mk360 status` reads it.
const lastWords = (words) => {
  const file = process.env.LAST_WORDS ?? "/dev/termination-log";
  if (existsSync(file)) writeFileSync(file, hidden(words));
};

export const run = (name, content, work) => {
  service = name;
  // As process 1 of a container Node would not hear these at all.
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(143));
  return work()
    .then((summary) => {
      if (remarks.length > 0) lastWords(remarks.join("; "));
      say(`${changes === 0 ? "nothing to change" : `${changes} changes`}: ${content}, ${summary}`);
      process.exit(0);
    })
    .catch((error) => {
      const words = error instanceof Unfinished ? error.message : `failed: ${error.stack}`;
      lastWords(words);
      say(words);
      process.exit(1);
    });
};
