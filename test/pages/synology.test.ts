import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { synologyPage } from "../../charts/pages/machines/synology-page";
import { shippedConfig } from "../support/stack";
import { rowOf, sectionOf, stack, stackWith } from "./pages";

const read = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");
const page = synologyPage(stack);
const guide = read("docs/getting-started.md");
const { machines } = shippedConfig;

describe("the page of the Synology side", () => {
  test("says before anything else that no DSM has run the script", () => {
    expect(page.split("\n## ")[0]).toContain("**The script was tried on stand-ins of DSM's programs, and on no DSM.**");
  });

  test("has each shared folder with its place, and who reaches it how", () => {
    expect(rowOf(page, "backups").slice(1)).toEqual(["`/volume1/backups`", "the VM", "-", "archive-private<br>archive-business"]);
    expect(rowOf(page, "private").slice(1)).toEqual(["`/volume1/private`", "the VM", "archive-private", "archive-business"]);
    expect(rowOf(page, "business").slice(1)).toEqual(["`/volume1/business`", "-", "archive-business", "archive-private"]);
  });

  test("has the NFS rule of each folder, with its owner", () => {
    const row = rowOf(page, `\`${machines.nas.paths.mail}\``);
    expect(row[3]).toContain(`${machines.nas.lanAddress}, read/write, No mapping`);
    expect(row.slice(4)).toEqual(["1000", "1000", "750", "the script"]);
  });

  test("has the rights of each user, none of them to delete", () => {
    const { businessDocuments, contracts } = machines.nas.smb.directories;
    const row = rowOf(page, "archive-business");
    expect(row.slice(1, 3)).toEqual(["business", `\`${businessDocuments}\`<br>\`${contracts}\``]);
    expect(/`([^`]*)`/.exec(row[3] ?? "")?.[1]).not.toMatch(/[dDCo]/);
  });

  test("has the virtual machine with every value", () => {
    const values = ["Name", "vCPU", "Memory", "Virtual disk", "Autostart", "Its address"].map((name) => rowOf(page, name)[1]);
    expect(values.map((value) => value?.split(/[,;]/)[0])).toEqual([
      "mk360-nas",
      "2",
      "4 GB",
      "64 GB",
      "Yes",
      `${machines.nas.lanAddress}`,
    ]);
  });

  test("has minutes for whatever is clicked", () => {
    const headings = page.split("\n").filter((line) => /^## \d/.test(line));
    expect(headings).toHaveLength(6);
    expect(headings.filter((line) => !/: \d+ minutes$/.test(line))).toEqual([]);
  });

  test("says of a folder that the script cannot give away whose it must be", () => {
    const other = synologyPage(
      stackWith({ machines: { ...machines, nas: { ...machines.nas, paths: { ...machines.nas.paths, backups: "/volume1/backups" } } } }),
    );
    expect(rowOf(other, "`/volume1/backups`").at(-1)).toBe("you, see the last part");
    expect(sectionOf(other, "## What is not possible, or was not tried")).toContain("It must belong to 65534:65534");
  });

  test("can be written when no archive runs and the VM mounts by itself", () => {
    const bare = synologyPage(
      stackWith({
        off: ["frps", "frpc"],
        machines: { ...machines, nas: { ...machines.nas, bulk: { ...machines.nas.bulk, kind: "directory" } } },
      }),
    );
    expect(bare).toContain("No user comes by SMB yet");
  });
});

describe("docs/getting-started.md", () => {
  test("brings the script to the NAS as the page does", () => {
    const commands = (text: string) => text.split("\n").filter((line) => /^(tar|ssh -t) .*mk360/.test(line));
    const ofPage = commands(page).map((line) => line.replace("YOU@", "you@"));
    expect(ofPage).toHaveLength(3);
    expect(commands(guide)).toEqual(ofPage);
  });

  test("names the minutes of the page", () => {
    const minutes = (heading: RegExp) => heading.exec(page)?.[1];
    const said = [/SMB \((\d+)\)/, /Machine Manager \((\d+)\)/, /snapshots \((\d+)\)/, /Hyper Backup \((\d+)\)/, /DSM itself \((\d+)\)/];
    expect(said.map((each) => each.exec(guide.replace(/\s+/g, " "))?.[1])).toEqual(
      [/Before the script: (\d+)/, /Machine Manager: (\d+)/, /Snapshot Replication: (\d+)/, /Hyper Backup: (\d+)/, /DSM itself: (\d+)/].map(
        minutes,
      ),
    );
  });

  test("makes the users and folders of DSM no second time by hand", () => {
    expect(guide).not.toMatch(/chown|No mapping/);
  });
});

describe("docs/hyper-backup.md", () => {
  const steps = read("docs/hyper-backup.md");

  test("has the folders and the hour of the page", () => {
    const [, day, time] = /\*\*([A-Z]\w+) (\d\d:\d\d)\*\*/.exec(steps) ?? [];
    expect(rowOf(page, "Schedule")[1]).toBe(`every ${day?.toLowerCase()} at ${time}`);
    const folders = /\(as shipped: ((?:`\w+`(?:, )?)+)\)/.exec(steps)?.[1]?.replaceAll("`", "").split(", ");
    expect(rowOf(page, "Folders")[1]?.split(", ").sort()).toEqual(folders?.sort());
  });

  test("has the marker where the script beside it writes it", () => {
    const marker = /MARKER:-([^}]+)\}/.exec(read("docs/hyper-backup-marker.sh"))?.[1];
    expect(rowOf(page, "`marker` in that script")[1]).toBe(`\`${marker}\``);
  });
});
