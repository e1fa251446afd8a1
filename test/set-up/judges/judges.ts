import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const folder = process.env.JUDGES ?? "";
/** Not at a standstill: what a server closes meanwhile must be noticed. */
const java = async (classPath: string, program: string, files: readonly string[]): Promise<string> => {
  const words = ["-cp", join(folder, classPath), join(__dirname, program), ...files];
  return (await promisify(execFile)("java", words, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 })).stdout;
};

/**
 * What Mustang finds wrong in each file, PDF/A included; nothing where all its summaries say valid. Its exit code is no
 * judgement (../shared/facts/einvoice-real.md, 3).
 */
export async function mustang(files: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const said = await java("mustang.jar", "Mustang.java", files);
  return Object.fromEntries(
    files.map((file) => {
      const report = said.split(`REPORT ${file}\n`)[1]?.split(`END ${file}\n`)[0] ?? "";
      const summaries = [...report.matchAll(/<summary status="([a-z]+)"/g)].map(([, status]) => status);
      const errors = [...report.matchAll(/<error [^>]*>([^<]*)/g)].map(([, text = ""]) => text.trim());
      const parts = file.endsWith(".pdf") ? 3 : 2;
      if (summaries.length !== parts) return [file, [`${summaries.length} summaries, ${parts} were expected`]];
      return [file, summaries.every((status) => status === "valid") && errors.length === 0 ? [] : [...summaries, ...errors]];
    }),
  ) as Readonly<Record<string, readonly string[]>>;
}

/** What phive finds wrong in each XML by both sets of CEN's rules, and by XRechnung's where the file calls itself one. */
export async function phive(files: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const rows = (await java("phive/*", "Phive.java", files))
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"));
  return Object.fromEntries(
    files.map((file) => {
      const of = rows.filter(([name]) => name === file);
      const judged = of.filter(([, , text]) => text === "judged").length;
      const errors = of.filter(([, , text]) => text !== "judged").map(([, rules, text]) => `${rules}: ${text}`);
      return [file, judged < 2 ? [`${judged} sets of rules judged`] : errors];
    }),
  );
}
