import { readdirSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { expect, test } from "@jest/globals";

const services = join(__dirname, "../../charts/services");
/** The networks of the owner; what lies directly in one of them is one file, a service or what several of them share. */
const networks = ["edge", "home", "ops", "private", "public", "storage"];
const files = readdirSync(services, { recursive: true, withFileTypes: true })
  .filter((item) => item.isFile() && !item.name.startsWith("."))
  .map(({ parentPath, name }) => join(parentPath, name).slice(services.length + 1));

test("a script or a settings file lies in the folder of its service, which has a service file", () => {
  const others = files.filter((path) => extname(path) !== ".ts");
  const withoutService = others.filter(
    (path) => networks.includes(dirname(path)) || !files.some((other) => dirname(other) === dirname(path) && other.endsWith(".ts")),
  );
  expect(others.length).toBeGreaterThan(20);
  expect(withoutService).toEqual([]);
});

test("a service with a second file has a folder of its own", () => {
  const alone = files.filter((path) => networks.includes(dirname(path))).map((path) => path.slice(0, -".ts".length));
  expect(alone.length).toBeGreaterThan(5);
  expect(alone.filter((name) => files.some((path) => path.startsWith(`${name}-`) || path.startsWith(`${name}/`)))).toEqual([]);
});

test("a folder is named for the file that it is about", () => {
  const folders = [...new Set(files.map(dirname))].filter((folder) => folder.includes("/"));
  expect(folders.filter((folder) => !files.includes(`${folder}/${folder.split("/").at(-1)}.ts`))).toEqual([]);
});
