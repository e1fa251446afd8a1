import { type Budget, budgetsOf } from "../../model/capacity/budget";
import { footprintOf } from "../../model/capacity/footprint";
import type { Machine } from "../../model/machine/machine";
import type { Stack } from "../../model/stack";
import { keptVolumes } from "../../model/storage/kept-volumes";
import { Size } from "../../values/size";
import { page, right, table } from "../markdown";
import { coresOf, gibibytes, mebibytes, percent, ratio } from "./amounts";
import { disksPart } from "./disks";
import { capacityOutlook } from "./outlook";
import { capacityPicture } from "./picture";

const amounts = [right("CPU request"), right("memory request MiB"), right("memory limit MiB")];

/** What each machine has, what takes it, what that rests on, and what else would fit. */
export function capacityPage(stack: Stack): string {
  return page(
    "Capacity",
    "Requests must fit what a machine has left for pods (allocatable). Memory limits may add up to more, as far as `memoryOvercommit` in config.yaml allows. `npm run synth` refuses what does not fit.",
    ...budgetsOf(stack).flatMap((budget) => machinePart(stack, budget)),
    ...disksPart(stack),
    "## Other phases and servers",
    "The same services and settings, in each phase and on both servers. A row fits when all of its machines do.",
    capacityOutlook(stack),
  );
}

function machinePart(stack: Stack, budget: Budget): string[] {
  const { machine, capacity, total, volumes } = budget;
  const used = ratio(total.memoryLimit.bytes, capacity.memory.bytes);
  return [
    `## ${machine.name}`,
    `Overcommit: the memory limits add up to ${used} times what is allocatable; ${capacity.overcommit.toFixed(2)} is allowed.`,
    `Volumes and scratch add up to ${ratio(volumes.plus(total.disk).bytes, capacity.disk.bytes)} times the disk; ${capacity.diskOvercommit.toFixed(2)} is allowed, because nothing reserves their sizes. Volumes alone add up to ${ratio(volumes.bytes, capacity.volumes.bytes)} times their file system of ${gibibytes(capacity.volumes)} GiB, which holds each to its size and leaves the system its disk. An alarm says when either fills.`,
    totalsTable(budget),
    "Full is the request, light goes up to the limit.",
    capacityPicture(budget),
    servicesTable(budget),
    bulkNote(stack, machine),
    ...jobsPart(stack, machine),
  ];
}

function totalsTable({ capacity, total, volumes, pods }: Budget): string {
  const ceiling = capacity.memory.times(capacity.overcommit);
  const disk = volumes.plus(total.disk);
  const room = capacity.disk.times(capacity.diskOvercommit);
  return table(
    ["", right("asked for"), right("allocatable"), right("share")],
    [
      ["memory requests MiB", mebibytes(total.memory), mebibytes(capacity.memory), percent(total.memory.bytes, capacity.memory.bytes)],
      ["memory limits MiB", mebibytes(total.memoryLimit), mebibytes(ceiling), percent(total.memoryLimit.bytes, ceiling.bytes)],
      ["CPU requests", coresOf(total.cpu), coresOf(capacity.cpu), percent(total.cpu.millicores, capacity.cpu.millicores)],
      ["disk GiB", gibibytes(disk), gibibytes(room), percent(disk.bytes, room.bytes)],
      ["pods", `${pods}`, `${capacity.pods}`, percent(pods, capacity.pods)],
    ],
  );
}

function servicesTable({ rows }: Budget): string {
  return table(
    ["service", "phase", ...amounts, right("volumes GiB"), right("scratch GiB"), "what the memory request rests on"],
    rows.map(({ name, phase, footprint: { cpu, memory, memoryLimit, disk }, volumes, basis }) => [
      name,
      phase === undefined ? "" : `${phase}`,
      coresOf(cpu),
      mebibytes(memory),
      mebibytes(memoryLimit),
      gibibytes(volumes),
      gibibytes(disk),
      basis,
    ]),
  );
}

/** Shares of the NAS are not on the VM's disk, so the budget does not count them. */
function bulkNote(stack: Stack, machine: Machine): string {
  const shares = keptVolumes(stack).filter(({ storage }) => storage.kind === "share" && storage.machine === machine.name);
  if (shares.length === 0) return "";
  const names = shares.map(({ name, size }) => `\`${name}\` (${size})`).join(", ");
  return `On the big disks of the NAS, not counted above: ${names}, ${gibibytes(Size.sum(shares.map(({ size }) => size)))} GiB in all.`;
}

function jobsPart(stack: Stack, machine: Machine): string[] {
  const jobs = stack.jobs.filter((job) => job.machine === machine.name);
  if (jobs.length === 0) return [];
  const rows = jobs.map((job) => {
    const { cpu, memory, memoryLimit, disk } = footprintOf(job);
    return [job.name, coresOf(cpu), mebibytes(memory), mebibytes(memoryLimit), gibibytes(disk), job.main.memory.basis];
  });
  return [
    `Jobs on ${machine.name}; the budget counts the largest that run at one time:`,
    table(["job", ...amounts, right("scratch GiB"), "what the memory request rests on"], rows),
  ];
}
