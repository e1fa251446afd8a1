import { describe, expect, test } from "@jest/globals";
import { parseConfig } from "../../../../charts/config/load";
import { lastingModel, lifeOf } from "../../../../charts/config/openai-models";
import { seedsDocument } from "../../../../charts/facts/seeds";
import { openaiWarnings } from "../../../../charts/pages/services/openai-warnings";
import { openaiFindings } from "../../../../cli/doctor/openai";
import { shippedConfig, shippedConfigText } from "../../../support/config";
import { podNamed } from "../../../support/pods";
import { distObjects, stackOf } from "../../../support/stack";

const with_ = (openai: Partial<typeof shippedConfig.openai>) => stackOf({ openai: { ...shippedConfig.openai, ...openai } });
const agreed = with_({ agreement: "2026-11-01" });
const before = new Date("2026-11-28T10:00:00Z");
const after = new Date("2027-01-14T00:00:00Z");

describe("the models of OpenAI", () => {
  test("that are shipped have no announced end, and follow those of the owner's document", () => {
    for (const [setting, planned] of [
      ["model", "gpt-4o-mini"],
      ["logicModel", "gpt-4o"],
    ] as const) {
      expect(lifeOf(planned, before)).toMatchObject({ is: "ending", leavesOn: "2027-01-14" });
      expect(shippedConfig.openai[setting]).toBe(lastingModel(planned));
      expect(lifeOf(shippedConfig.openai[setting], after).is).toBe("without an end");
    }
    expect(parseConfig(shippedConfigText.replaceAll(/^ {2}(model|logicModel): .*\n/gm, "")).openai).toEqual(shippedConfig.openai);
  });

  test("are followed over several that leave", () => {
    const source = "an example";
    const chain = [
      { name: "a", leavesOn: "2026-01-01", successor: "b", source },
      { name: "b", leavesOn: "2027-01-01", successor: "c", source },
    ];
    expect(lastingModel("a", chain)).toBe("c");
  });

  test.each([
    [before, "openai.model: gpt-4o-mini leaves OpenAI's API on 2027-01-14, in 47 days; take gpt-6-luna.", "warning"],
    [after, "openai.model: gpt-4o-mini has left OpenAI's API on 2027-01-14; take gpt-6-luna.", "wrong"],
  ])("on %p synth says: %s", (today, line, verdict) => {
    const stack = with_({ model: "gpt-4o-mini" });
    expect(openaiWarnings(stack, today)).toEqual([line]);
    expect(openaiFindings(stack, today).map(({ name, verdict: found }) => [name, found])).toContainEqual(["openai.model", verdict]);
  });

  test("matter only where something asks them", () => {
    const off = with_({ model: "gpt-4o-mini", enabled: false });
    expect([openaiWarnings(off, after), openaiFindings(off, after)]).toEqual([[], []]);
  });
});

describe("the agreement with OpenAI (Art. 28 GDPR)", () => {
  const tagsOf = (stack: ReturnType<typeof stackOf>) =>
    seedsDocument(stack).services["paperless-business"]?.tags?.map(({ name }) => name) ?? [];
  const settingsOf = (stack: ReturnType<typeof stackOf>) =>
    new Map(podNamed(distObjects(stack), "paperless-gpt").spec.containers[0]?.env?.map(({ name, value }) => [name, value]));
  const n8nReaches = (stack: ReturnType<typeof stackOf>) =>
    stack.usesOf(stack.service("n8n")).some(({ peer }) => peer.kind === "service" && peer.endpoint.service === "paperless-gpt");

  test("is missing as it is shipped: no tag sets anything off, none is made, and no workflow reaches paperless-gpt", () => {
    const stack = stackOf();
    const settings = settingsOf(stack);
    for (const name of ["AUTO_TAG", "AUTO_OCR_TAG"]) expect(settings.get(name)?.length).toBeGreaterThan(128);
    expect(tagsOf(stack)).toEqual(["bleibt-hier", "paperless-gpt", "paperless-gpt-failed", "paperless-gpt-auto-complete", "Kunden"]);
    expect(n8nReaches(stack)).toBe(false);
  });

  test("sets it off: the tags that paperless-gpt asks for are those that are made", () => {
    const settings = settingsOf(agreed);
    expect([settings.get("AUTO_TAG"), settings.get("AUTO_OCR_TAG")]).toEqual(["paperless-gpt-auto", "paperless-gpt-ocr-auto"]);
    for (const name of ["MANUAL_TAG", "AUTO_TAG", "AUTO_OCR_TAG", "AUTO_TAG_COMPLETE", "FAIL_TAG"])
      expect(tagsOf(agreed)).toContain(settings.get(name));
    expect(n8nReaches(agreed)).toBe(true);
  });

  test("leaves a tag for what never leaves, also where paperless-gpt does not run", () => {
    expect(tagsOf(agreed)).toContain("bleibt-hier");
    expect(tagsOf(with_({ enabled: false }))).toEqual(["bleibt-hier", "Kunden"]);
  });

  test("is read as a day, in quotes and without", () => {
    for (const written of ["2026-11-01", '"2026-11-01"'])
      expect(parseConfig(shippedConfigText.replace("  #agreement: 2026-11-28", `  agreement: ${written}`)).openai.agreement).toBe(
        "2026-11-01",
      );
  });

  test.each([
    [undefined, "ok"],
    ["2026-11-01", "ok"],
    ["2026-12-24", "wrong"],
  ])("of %s is told by doctor: %s", (agreement, verdict) => {
    const stack = agreement === undefined ? stackOf() : with_({ agreement });
    expect(openaiFindings(stack, before).find(({ name }) => name === "openai.agreement")?.verdict).toBe(verdict);
  });
});
