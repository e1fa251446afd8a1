import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { workflows } from "../../charts/services/public/n8n/workflows/workflows";
import { openaiTags } from "../../charts/services/public/paperless-gpt/openai-tags";

const page = readFileSync(join(__dirname, "../../docs/without-n8n.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("the page for the days without n8n says of each workflow what stops and what to do", () => {
  expect(rows.map(([, name]) => name)).toEqual(workflows.map(({ name }) => `\`${name}\``));
  expect(rows.filter(([, , stops = "", does = ""]) => stops.length < 20 || does === "")).toEqual([]);
});

test("it names the tag that sends a document to OpenAI as the model has it", () => {
  expect(page).toContain(`\`${openaiTags.auto}\``);
});
