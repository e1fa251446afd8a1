import { existsSync } from "node:fs";
import { bedFolder } from "../bed/place";
import { Bed } from "./bed/bed";

/** Once before all tests of the cluster; enter.sh ends what it makes. A bed that stands is taken as it is. */
export default async function setUp(): Promise<void> {
  if (existsSync(bedFolder("machines.json"))) return;
  const started = Date.now();
  await Bed.make();
  process.stdout.write(`the bed stands after ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}
