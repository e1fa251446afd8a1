import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { program } from "../bed/programs";

/** A connection that is tried, and whether it must succeed. */
export interface Attempt {
  readonly from: string;
  readonly to: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

export interface Outcome extends Attempt {
  /** `ok`, `refused`, `timeout` or what else was said. */
  readonly out: string;
}

const timeoutMilliseconds = 1500;

/** Tries all of them from the network of a pod, with the cluster's resolver for names. */
export function tryFromPod(pid: number, attempts: readonly Attempt[]): Promise<Outcome[]> {
  const words = [
    "-t",
    `${pid}`,
    "-n",
    "--",
    program("standin"),
    "probe",
    "--resolver",
    "10.43.0.10",
    "--timeout",
    `${timeoutMilliseconds}`,
  ];
  const child = spawn("nsenter", words, { stdio: ["pipe", "pipe", "pipe"] });
  let [text, said] = ["", ""];
  child.stdout.on("data", (data) => (text += data));
  child.stderr.on("data", (data) => (said += data));
  child.stdin.end(attempts.map(({ host, port, protocol }, id) => `${JSON.stringify({ id, host, port, proto: protocol })}\n`).join(""));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code !== 0) {
        reject(new Error(`the probe ended with ${code}: ${said}`));
        return;
      }
      const answers = new Map(
        text
          .trimEnd()
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as { id: number; out: string })
          .map(({ id, out }) => [id, out]),
      );
      resolve(attempts.map((attempt, id) => ({ ...attempt, out: answers.get(id) ?? "no answer of the probe" })));
    });
  });
}

/** Tries them from an address outside, where the tests themselves run. */
export async function tryFromOutside(source: string, attempts: readonly Attempt[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...attempts];
  const work = async () => {
    for (let attempt = waiting.shift(); attempt; attempt = waiting.shift()) {
      const out = attempt.protocol === "UDP" ? await byUdp(source, attempt) : await byTcp(source, attempt);
      outcomes.push({ ...attempt, out });
    }
  };
  await Promise.all(Array.from({ length: 100 }, work));
  return outcomes;
}

function byTcp(localAddress: string, { host, port }: Attempt): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, localAddress });
    const end = (out: string) => {
      socket.destroy();
      resolve(out);
    };
    socket.setTimeout(timeoutMilliseconds, () => end("timeout"));
    socket.once("connect", () => end("ok"));
    socket.once("error", ({ code = "" }: NodeJS.ErrnoException) => end(code === "ECONNREFUSED" ? "refused" : code));
  });
}

/** A question for a name, which resolvers and stand-ins answer. */
const question = Buffer.from("1267010000010000000000000765786d61706c6503636f6d0000010001", "hex");

function byUdp(source: string, { host, port }: Attempt): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => end("timeout"), timeoutMilliseconds);
    const end = (out: string) => {
      clearTimeout(timer);
      socket.close();
      resolve(out);
    };
    socket.once("message", () => end("ok"));
    socket.once("error", ({ message }) => end(message));
    socket.bind(0, source, () => socket.send(question, port, host));
  });
}
