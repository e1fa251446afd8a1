import type { Config } from "../../config/schema";
import { gibi, type Size } from "../../values/size";

/** The machine in Virtual Machine Manager that becomes the node of the NAS. */
export interface VirtualMachine {
  /** As mk360 knows it for SSH, too. */
  readonly name: string;
  readonly processors: number;
  /** Whole gibibytes, because VMM takes no others. */
  readonly memory: Size;
  readonly disk: Size;
  /** In the home network. */
  readonly address: string;
}

export function virtualMachineOf({ machines: { nas } }: Config): VirtualMachine {
  return {
    name: "mk360-nas",
    processors: Math.ceil(nas.cpuCores.millicores / 1000),
    // config.yaml says what the kernel of the machine shows, and that is less than what it was given.
    memory: wholeGibibytes(nas.memory),
    disk: wholeGibibytes(nas.disk),
    address: nas.lanAddress,
  };
}

function wholeGibibytes(size: Size): Size {
  return gibi(Math.ceil(size.gibibytes));
}
