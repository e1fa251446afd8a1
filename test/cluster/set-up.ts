import { existsSync } from "node:fs";
import { Bed } from "./bed/bed";
import { bedFolder } from "./bed/place";

/** Once before all tests of the cluster; enter.sh ends what it makes. A bed that stands is taken as it is. */
export default async function setUp(): Promise<void> {
  if (existsSync(bedFolder("machines.json"))) return;
  const started = Date.now();
  await Bed.make();
  process.stdout.write(`the bed stands after ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}
