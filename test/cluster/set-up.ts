import { Bed } from "./bed/bed";

/** Once before all tests of the cluster; enter.sh ends what it makes. */
export default async function setUp(): Promise<void> {
  const started = Date.now();
  await Bed.make();
  process.stdout.write(`the bed stands after ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}
