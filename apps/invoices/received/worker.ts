import { parentPort, workerData } from "node:worker_threads";
import { examine } from "./examine.ts";
import { givenUpWith } from "./given-up.ts";
import { show } from "./show.ts";
import { Unreadable } from "./unreadable.ts";

/** What the thread is given. */
export interface Task {
  readonly what: "examine" | "show";
  readonly file: Uint8Array;
  /** The folder of the compiled rules. */
  readonly rules: string;
}

/** What it says at its end. */
export type Done = { readonly result: unknown } | { readonly unreadable: string };

const { what, file, rules } = workerData as Task;

async function work(): Promise<Done> {
  try {
    return { result: await (what === "examine" ? examine(file, rules) : show(file, rules)) };
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    // So deep in itself, or so unlike an invoice, that what reads it gives up.
    const reason = error instanceof RangeError ? "zu tief geschachtelt" : givenUpWith(error as object);
    if (reason) return { unreadable: `Der Datensatz ist keine Rechnung, die sich lesen lässt (${reason}).` };
    throw error;
  }
}

parentPort?.postMessage(await work());
