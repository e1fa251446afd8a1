import { randomBytes } from "node:crypto";
import { chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../../api/eventually";
import type { Bed } from "../bed/bed";

/** What the documents of the load take together. */
export const documents = { count: 200, megabytes: 1 } as const;

interface JobStatus {
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Documents that nothing can make smaller lie in the archive of Paperless, as it keeps them. */
export async function writeDocuments(bed: Bed): Promise<void> {
  const path = "/api/v1/namespaces/public/persistentvolumeclaims/paperless-business-media";
  const claim = await bed.plane.api.get<{ spec: { volumeName: string } }>(path);
  const volume = await bed.plane.api.get<{ spec: { local: { path: string } } }>(`/api/v1/persistentvolumes/${claim?.spec.volumeName}`);
  const folder = join(`/proc/${bed.nodes.vps.place.holder}/root`, volume?.spec.local.path ?? "", "documents/originals/load");
  await mkdir(folder, { recursive: true });
  for (let number = 0; number < documents.count; number += 1) {
    const file = join(folder, `${Date.now()}-${number}.pdf`);
    await writeFile(file, randomBytes(documents.megabytes * 1_000_000));
    await chown(file, 1000, 1000);
  }
}

/** Starts them at one time, as a busy night may, and waits for their ends. */
export async function runByHand(bed: Bed, jobs: readonly (readonly [namespace: string, name: string])[]): Promise<void> {
  const turn = Date.now();
  const named = jobs.map(([namespace, name]) => ({ namespace, name: `${name}-load-${turn}`, from: `cronjob/${name}` }));
  for (const { namespace, name, from } of named) {
    const { code, stderr } = await bed.kubectl("-n", namespace, "create", "job", `--from=${from}`, name);
    if (code !== 0) throw new Error(stderr);
  }
  await eventually("the jobs have ended well", 240, async () => {
    const ends = named.map(async ({ namespace, name }) => {
      const job = await bed.plane.api.get<JobStatus>(`/apis/batch/v1/namespaces/${namespace}/jobs/${name}`);
      const is = (type: string) => job?.status.conditions?.some((each) => each.type === type && each.status === "True");
      if (is("Failed"))
        throw new Error(`${namespace}/${name} failed: ${(await bed.kubectl("-n", namespace, "logs", `job/${name}`)).stdout}`);
      return is("Complete") ? [] : [`${namespace}/${name} runs`];
    });
    return (await Promise.all(ends)).flat();
  });
}
