import type { Stack } from "../../model/stack";
import { code, table } from "../markdown";

interface UsedImage {
  readonly key: string;
  readonly reference: string;
  readonly isOverridden: boolean;
  readonly users: Set<string>;
}

/** Every image that runs, as the cluster is told to pull it. */
export function imagesTable(stack: Stack): string {
  return table(
    ["image", "repository and tag", "digest", "used by"],
    usedImages(stack).map(({ key, reference, isOverridden, users }) => {
      const [name = "", digest] = reference.split("@");
      return [
        key,
        isOverridden ? `${code(name)} (from config.yaml)` : code(name),
        digest ? code(digest) : "none, see exceptions.md",
        shortened([...users]),
      ];
    }),
  );
}

function usedImages(stack: Stack): UsedImage[] {
  const byKey = new Map<string, UsedImage>();
  for (const workload of stack.workloads) {
    for (const { image } of workload.programs) {
      const isOverridden = stack.config.images.overrides[image.key] !== undefined;
      const entry = byKey.get(image.key) ?? { key: image.key, reference: stack.imageOf(image), isOverridden, users: new Set<string>() };
      byKey.set(image.key, entry);
      entry.users.add(workload.name);
    }
  }
  return [...byKey.values()];
}

const shown = 4;

/** The backup's image is used by every backup job; their names say nothing more. */
function shortened(users: readonly string[]): string {
  const rest = users.length - shown;
  return rest > 1 ? `${users.slice(0, shown).join(", ")} and ${rest} more` : users.join(", ");
}
