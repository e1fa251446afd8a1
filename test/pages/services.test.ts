import { describe, expect, test } from "@jest/globals";
import { stateOf } from "../../charts/model/storage/state";
import { servicesPage } from "../../charts/pages/services/services-page";
import { invoicesConfig } from "../apps/invoices/samples";
import { sectionOf, stack, stackWith, tablesOf } from "./pages";

const text = servicesPage(stack);
const rows = (heading: string, of = text) => tablesOf(sectionOf(of, heading)).flat();

describe("services.md", () => {
  test("says where each service runs, since which phase", () => {
    const said = rows("## What runs where").map(([name, , , ...place]) => [name, ...place].join(" "));
    expect(said).toEqual(
      expect.arrayContaining(stack.services.map(({ name, namespace, machine, phase }) => `${name} ${namespace.name} ${machine} ${phase}`)),
    );
  });

  test("names every volume with its size", () => {
    const said = rows("## Volumes").map(([name, size]) => `${name} ${size}`);
    expect(said).toEqual(expect.arrayContaining(stateOf(stack).map(({ service, volume, size }) => `\`${service}/${volume}\` ${size}`)));
  });

  test("names each host with its service and who reaches it", () => {
    const said = rows("## Host names").map(([service, , host, by]) => `${service} ${host} ${by}`);
    expect(said).toEqual(
      expect.arrayContaining(
        stack.routes.map(
          ({ host, service, reach }) => `${service} ${host} ${reach === "internet" ? "the internet" : "the WireGuard network"}`,
        ),
      ),
    );
  });

  test("says which paths of a site are served", () => {
    const paths = (site: string) => rows("## Host names").find((cells) => cells[1] === site)?.[5];
    expect(paths("business-docs")).toBe("all but<br>`/api/auth`<br>`/api/auth/*`<br>`*admin/*`");
    expect(paths("webhooks")).toMatch(/^`\/webhook\/\*`/);
    expect(paths("vault-private")).toBe("all");
  });

  test("says how a refused login of Paperless shows, and how many are an attack", () => {
    expect(rows("## Refused logins").filter(([site]) => site === "business-docs")).toEqual([
      ["business-docs", "`POST /accounts/login/`", "200", "20"],
      ["business-docs", "`POST /api/token/`", "400", "5"],
      ["business-docs", "`POST /api/token/`", "429", "5"],
      ["business-docs", "`any /api/*`", "401, to a request with credentials", "5"],
    ]);
  });

  test("shows each image that runs by tag and digest", () => {
    const said = rows("## Images").map(([, image, digest]) => `${image} ${digest}`);
    const used = stack.workloads.flatMap(({ programs }) => programs.map(({ image }) => stack.imageOf(image).split("@")));
    expect(said).toEqual(
      expect.arrayContaining(used.map(([name, digest]) => `\`${name}\` ${digest ? `\`${digest}\`` : "none, see exceptions.md"}`)),
    );
  });

  test("says which services hold personal data", () => {
    const holders = stack.services.filter(({ personalData }) => personalData.length > 0).map(({ name }) => name);
    expect(
      rows("## Data")
        .filter((row) => row[4] === "yes")
        .map(([name]) => name),
    ).toEqual(holders);
  });

  test("does not count the copies of a backup as its backup", () => {
    expect(rows("## Data").find(([name]) => name === "rest-server")?.[3]).toBe("no");
  });

  test("shows that an image comes from config.yaml", () => {
    const images = { ...stack.config.images, overrides: { n8n: "docker.n8n.io/n8nio/n8n:2.41.6@sha256:0" } };
    expect(rows("## Images", servicesPage(stackWith({ images }))).find(([key]) => key === "n8n")?.[1]).toBe(
      "`docker.n8n.io/n8nio/n8n:2.41.6` (from config.yaml)",
    );
  });
});

describe("what does not run", () => {
  test("is listed with the reason, so that its names can still be looked up", () => {
    const of = servicesPage(stackWith({ phase: 2, off: ["uptime-kuma"] }));
    expect(
      rows("## What does not run now", of)
        .slice(2)
        .map(([name, , , why]) => `${name}: ${why}`),
    ).toEqual(expect.arrayContaining(["adguard: comes in phase 3", "uptime-kuma: switched off"]));
  });

  test("has no section while everything runs", () => {
    expect(servicesPage(stackWith({ invoices: invoicesConfig }))).not.toContain("## What does not run now");
  });
});
