import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeReal, onlyIfThere, onPath } from "../support/real";
import { Operator } from "./operator";

const helpers = "/usr/share/bash-completion/bash_completion";
const command = `${process.execPath} '${require.resolve("../../cli/bin.mjs")}'`;

describeReal("a real bash with the script of mk360 completion", { bash: onPath("bash"), "bash-completion": onlyIfThere(helpers) }, () => {
  let operator: Operator;
  beforeAll(() => {
    operator = new Operator();
  });
  afterAll(() => operator.remove());

  /** What bash puts in place of the last word, as the help of the command says to set it up. */
  const filledIn = (...words: string[]): string[] => {
    const lines = [
      `. ${helpers}`,
      `mk360() { ${command} "$@"; }`,
      "source <(mk360 completion bash)",
      `COMP_WORDS=(mk360 ${words.map((word) => `'${word}'`).join(" ")}) COMP_CWORD=${words.length}`,
      `COMP_LINE='mk360 ${words.join(" ")}' COMP_POINT=\${#COMP_LINE} COMP_TYPE=9 COMP_KEY=9`,
      "compopt() { :; }",
      '"$(complete -p mk360 | sed "s/.*-F \\([^ ]*\\) .*/\\1/")" mk360',
      `printf '%s\\n' "\${COMPREPLY[@]}"`,
    ];
    const { code, stdout, stderr } = operator.run("bash", ["-c", lines.join("\n")]);
    if (code !== 0) throw new Error(stderr);
    return stdout
      .trim()
      .split("\n")
      .map((word) => word.trim());
  };

  test("fills in a command", () => {
    expect(filledIn("expl")).toEqual(["explain"]);
  });

  test("fills in the name of a service of the folder", () => {
    expect(filledIn("explain", "vaultwarden-b")).toContain("vaultwarden-business");
  });
});
