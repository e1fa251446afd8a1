import { spawn } from "node:child_process";
import { finished } from "../support/finished";
import type { Bed } from "./bed/bed";
import { kubeconfigOf } from "./bed/credentials";
import { program } from "./bed/programs";

/** redis-cli in the pod of the business's Redis, as Paperless logs in there; it reads what is written to it. */
export async function startRedisCli(bed: Bed) {
  const secret = await bed.plane.api.get<{ data: { password: string } }>("/api/v1/namespaces/storage/secrets/paperless-business-redis");
  if (!secret) throw new Error("the Secret storage/paperless-business-redis is gone");
  const password = Buffer.from(secret.data.password, "base64").toString().trim();
  const words = ["exec", "-i", "-n", "storage", "redis-business-0", "-c", "redis-business", "--"];
  return spawn(
    program("kubectl"),
    [
      ...["--kubeconfig", kubeconfigOf("admin"), ...words],
      ...["redis-cli", "--no-auth-warning", "--user", "paperless-business", "--pass", password],
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
}

/** Runs one command to its end, and gives what Redis answered. */
export async function runRedis(bed: Bed, command: string): Promise<string> {
  const child = await startRedisCli(bed);
  child.stdin.on("error", () => undefined);
  child.stdin.end(`${command}\n`);
  const { code, stdout, stderr } = await finished(child);
  if (code !== 0 || stderr !== "" || /^(ERR|LOADING|NOAUTH|WRONGPASS|NOPERM)/.test(stdout))
    throw new Error(`${command}: ${stdout}${stderr}`);
  return stdout.trim();
}
