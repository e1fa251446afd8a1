import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "../../support/finished";
import type { Bed } from "../bed/bed";
import { runningIn } from "../containers";

/** A task as Paperless has Celery queue it, made up with the file's name and every choice made: 2,391 bytes. */
export const taskBytes = 2400;

/** The server's own redis-cli in the server's network, as the client whose tasks it holds. */
export class RedisClient {
  private constructor(
    private readonly pid: number,
    private readonly login: string,
  ) {}

  static async of(bed: Bed, instance: "redis-business" | "redis-private"): Promise<RedisClient> {
    const side = instance === "redis-business" ? "business" : "private";
    const namespace = side === "business" ? "public" : "private";
    const secret = await bed.kubectl("-n", namespace, "get", "secret", `paperless-${side}-redis`, "-o", "jsonpath={.data.password}");
    const server = runningIn(bed).find(({ pod, container }) => pod === `${instance}-0` && container === instance);
    if (secret.code !== 0 || !server) throw new Error(`${instance} does not run, or nobody has a password for it: ${secret.stderr}`);
    const password = Buffer.from(secret.stdout, "base64").toString();
    return new RedisClient(server.pid, `AUTH paperless-${side} ${password}`);
  }

  /** 10,000 tasks wait; with 0 of them, none. */
  async queue(tasks: number): Promise<void> {
    await this.say([evaluated("waiting-tasks.lua", tasks, taskBytes)]);
  }

  /** Fills it to where it refuses more, then writes every key anew so many times: the log doubles each time, and is rewritten. */
  async fillAndOverwrite(times: number): Promise<number> {
    const maxmemory = Number(/^maxmemory:(\d+)/m.exec(await this.say(["INFO memory"]))?.[1]);
    // Beside its value each key has a name, an entry and what the allocator rounds up.
    const keys = Math.floor((maxmemory * 0.93) / (taskBytes + 100));
    const step = Math.ceil(keys / 40);
    const steps = Array.from({ length: 40 }, (_, index) => [index * step, Math.min(keys, (index + 1) * step) - 1] as const);
    for (let round = 0; round <= times; round += 1)
      await this.say(steps.map(([from, to]) => evaluated("redis.lua", from, to, taskBytes, round)));
    const used = Number(/^used_memory:(\d+)/m.exec(await this.say(["INFO memory"]))?.[1]);
    await this.say(steps.map(([from, to]) => evaluated("redis.lua", from, to, 0, 0)));
    return used / maxmemory;
  }

  /** How many rewrites of the log have ended well. */
  async rewrites(): Promise<number> {
    const said = await this.say(["INFO persistence"]);
    if (!said.includes("aof_last_bgrewrite_status:ok")) throw new Error(`the last rewrite of the log failed: ${said}`);
    return Number(/^aof_rewrites:(\d+)/m.exec(said)?.[1]);
  }

  private async say(lines: readonly string[]): Promise<string> {
    const child = spawn("nsenter", ["-t", `${this.pid}`, "-m", "-n", "--", "redis-cli"], { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.end(`${[this.login, ...lines].join("\n")}\n`);
    const { code, stdout, stderr } = await finished(child);
    const refused = /^(OOM|ERR|NOPERM|WRONGPASS|Could not|Error).*/m.exec(stdout + stderr)?.[0];
    if (code !== 0 || refused) throw new Error(`Redis refuses: ${refused ?? stderr}`);
    return stdout.replaceAll("\r", "");
  }
}

function evaluated(script: string, ...words: (string | number)[]): string {
  return `EVAL ${JSON.stringify(readFileSync(join(__dirname, script), "utf8"))} 0 ${words.join(" ")}`;
}
