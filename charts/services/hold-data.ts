import script from "./hold-data.sh";
import type { ProgramProps } from "./vocabulary";

/**
 * A program that begins once nobody else works on the data in `folder`, and lets nobody else work on it until it has ended.
 * `directory` is where the script lies, for a program that has one for its scripts.
 */
export function holding(
  folder: string,
  program: readonly string[],
  directory = "/hold",
): Required<Pick<ProgramProps, "command" | "files">> {
  const path = `${directory}/hold-data.sh`;
  return { command: ["sh", path, folder, ...program], files: { [path]: script } };
}
