import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Bed } from "./bed/bed";
import { cluster } from "./bed/programs";

/** A snapshot of the cluster's store, as etcd gives it to whoever saves one. */
export async function snapshotOf(bed: Bed): Promise<Buffer> {
  const said = await bed.nodes.vps.place.call("curl", "-sS", "--fail", "-d", "{}", "http://127.0.0.1:2379/v3/maintenance/snapshot");
  const parts = said
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { result: { blob?: string } });
  return Buffer.concat(parts.map(({ result: { blob = "" } }) => Buffer.from(blob, "base64")));
}

/** restic beside a repository on the NAS, as the owner calls it there, with the password of the same or of another one. */
export async function resticOnNas(bed: Bed, repository: string, passwordOf: string, ...words: string[]): Promise<Buffer> {
  const secret = await bed.plane.api.get<{ data: Record<string, string> }>(`/api/v1/namespaces/ops/secrets/backup-${passwordOf}`);
  const password = Buffer.from(secret?.data["repository-password"] ?? "", "base64").toString("utf8");
  const folder = join(bed.nodes.nas.folder, "volume1/backups/vps-daily", repository);
  const { stdout } = await promisify(execFile)(
    join(cluster.image(), "usr/local/bin/restic"),
    ["--repo", folder, "--no-lock", "--no-cache", ...words],
    { env: { RESTIC_PASSWORD: password }, encoding: "buffer", maxBuffer: 256 * 1024 * 1024 },
  );
  return stdout;
}
