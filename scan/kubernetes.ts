import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./manifests";

/** The version of the control plane that .ci/control-plane.sh builds, such as `1.36.3`: k3s has the same. */
export const kubernetesVersion =
  (/^kubernetes=(\d+\.\d+\.\d+)$/m.exec(readFileSync(join(root, ".ci/control-plane.sh"), "utf8")) ?? [])[1] ?? "";
