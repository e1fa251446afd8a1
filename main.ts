import { relative, resolve } from "node:path";
import { configFile } from "./charts/config/config-file";
import { exampleValues } from "./charts/config/examples";
import { Refusal } from "./charts/config/refusal";
import { refusalOfSystem } from "./charts/config/system-fault";
import { Mistake } from "./charts/model/mistake";
import type { Stack } from "./charts/model/stack";
import { openStack } from "./charts/open-stack";
import { refuseLostLock } from "./charts/output/lost-lock";
import { type Outputs, outputsOf } from "./charts/output/outputs";
import { write } from "./charts/output/publish";
import { lockFile, publishOutputs } from "./charts/output/publish-outputs";
import { readStateLock } from "./charts/output/state-lock";
import { capacityTable } from "./charts/pages/capacity/table";
import { openaiWarnings } from "./charts/pages/services/openai-warnings";

/** Where cdk8s.yaml tells the command line to look; it empties this folder before it starts us. */
const commandLineFolder = ".cdk8s/synth";

async function synthesise(): Promise<void> {
  const { stack } = await openStack((line) => process.stderr.write(`${line}\n`));
  refuseLostLock(lockFile, "dist", stack.catalogue);
  const lock = readStateLock(lockFile);
  const outputs = outputsOf(stack, lock);
  const folder = process.env.CDK8S_OUTDIR;
  if (folder !== undefined && resolve(folder) !== resolve(commandLineFolder)) {
    write(folder, outputs.dist);
    return;
  }
  publishOutputs(outputs);
  if (folder !== undefined) write(folder, outputs.dist);
  report(stack, outputs);
}

/** To standard error, because `cdk8s synth --stdout` owns standard output. */
function report(stack: Stack, { dist }: Outputs): void {
  const lines = [capacityTable(stack), `${dist.size} files in dist/.`];
  const examples = exampleValues(stack.config);
  if (examples.length > 0) lines.push(`${relative(".", configFile)} still has example values: ${examples.join(", ")}.`);
  lines.push(...openaiWarnings(stack, new Date()));
  process.stderr.write(`${lines.join("\n")}\n`);
}

synthesise().catch((error: unknown) => {
  const refusal = error instanceof Refusal || error instanceof Mistake ? error : refusalOfSystem(error);
  // Thrown on, it would come with the whole bundle in one line.
  const said = refusal?.message ?? `mk360 itself is at fault, and wrote nothing: ${error instanceof Error ? error.stack : error}`;
  process.stderr.write(`${said}\n`);
  process.exitCode = 1;
});
