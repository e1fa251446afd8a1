import type { KubeObject } from "../../charts/kit/manifest";
import { nameOf } from "./applied";
import { type Check, check, unknown, wrong } from "./check";
import { firstDifference } from "./differences";
import { listOf } from "./kinds";
import { type Live, liveOf } from "./live";

/** Each object of dist is there, and says what dist says. */
export function objectChecks(applied: readonly KubeObject[], live: Live): Check[] {
  const present = applied.filter((object) => liveOf(live, object) !== undefined);
  return [
    check("each object of dist is there", applied, nameOf, (object) => {
      if (listOf[object.kind] === undefined) return unknown(`objects of the kind ${object.kind} are not read`);
      const found = liveOf(live, object);
      if (!found) return wrong("is not there");
      return found.metadata.deletionTimestamp === undefined ? undefined : wrong("is being deleted");
    }),
    check("each says what dist says", present, nameOf, (object) => {
      const found = liveOf(live, object);
      const difference = found && firstDifference(object, found);
      return difference === undefined ? undefined : wrong(difference);
    }),
  ];
}
