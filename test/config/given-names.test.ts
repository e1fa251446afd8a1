import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parseConfig } from "../../charts/config/load";

const minimal = readFileSync(join(__dirname, "minimal.yaml"), "utf8");
const withNas = (text: string) => minimal.replace("192.168.178.20 }", `192.168.178.20, ${text} }`);

describe("names that others give", () => {
  test.each(["Geschaeft", "Geschäft Büro", "Privat_2", "05 Archiv", "homes.alt"])("a share may be called %s", (name) => {
    expect(parseConfig(withNas(`smb: { businessShare: "${name}" }`)).machines.nas.smb.businessShare).toBe(name);
  });

  test.each(["rsync_mk360", "u123456-sub1", "Max.Muster"])("an SSH user may be called %s", (user) => {
    const target = `{ host: nas.example.com, user: ${user}, path: "/volume1/Sicherung Büro" }`;
    expect(parseConfig(`${minimal}backup: { copyWeekly: { target: ${target} } }`).backup.copyWeekly.target?.user).toBe(user);
  });

  test("a directory of the NAS may be called as DSM lets it", () => {
    expect(parseConfig(withNas('paths: { mail: "/volume1/Privat/E-Mail Archiv" }')).machines.nas.paths.mail).toBe(
      "/volume1/Privat/E-Mail Archiv",
    );
  });

  test("a mail account may be a login that is no address, with the sender beside it", () => {
    const text = minimal.replace("user: mailer@example.com", "user: web123p4, from: office@example.com");
    expect(parseConfig(text).mail).toMatchObject({ user: "web123p4", from: "office@example.com" });
  });

  test("a model of one's own and a repository of another account are names of others too", () => {
    expect(parseConfig(`${minimal}openai: { model: "ft:gpt-4o-mini:acme::A1b2" }`).openai.model).toBe("ft:gpt-4o-mini:acme::A1b2");
    const text = minimal.replace("ssh://git@git.example.com/mk360/mk360", "ssh://gitea@git.example.com/~owner/mk360");
    expect(parseConfig(text).git.repository).toBe("ssh://gitea@git.example.com/~owner/mk360");
  });
});
