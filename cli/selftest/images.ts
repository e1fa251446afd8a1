import type { KubeObject } from "../../charts/kit/manifest";
import { type Answer, type Check, check, joined, unknown, wrong } from "./check";
import type { Live } from "./live";
import { containersOf, type LivePod, podName, statusesOf } from "./pod";
import { podsOf, type Workload, workloadsOf } from "./workloads";

/** Each container runs the image that dist pins, as the runtime names what it runs. */
export function imageCheck(applied: readonly KubeObject[], live: Live): Check {
  const parts = workloadsOf(applied).map((workload) =>
    check("", podsOf(workload, live), podName, (pod) => statusesOf(pod).map(({ name, imageID }) => judge(workload, pod, name, imageID))),
  );
  return joined("containers run the images that dist pins", parts);
}

function judge({ wishes }: Workload, { spec }: LivePod, name: string, imageId = ""): Answer {
  const image = containersOf(wishes).find((container) => container.name === name)?.image;
  // A container that dist does not have is a matter of rights.
  if (image === undefined) return undefined;
  const asked = containersOf(spec).find((container) => container.name === name)?.image;
  if (asked !== undefined && asked !== image) return wrong(`${name} asks for ${asked}, dist says ${image}`);
  const pinned = digestIn(image);
  if (pinned === undefined) return unknown(`dist pins no digest of ${image}`);
  const runs = digestIn(imageId);
  if (runs === undefined) return unknown("the runtime gives no digest of what it runs");
  return runs === pinned ? undefined : wrong(`${name} runs ${imageId}, dist pins ${pinned}`);
}

/** Without a name before it, it is the runtime's own number of an image and no digest of a registry. */
function digestIn(image: string): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
}
