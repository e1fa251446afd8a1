import { writeFileSync } from "node:fs";
import { catalogue } from "../charts/catalogue";
import { distOf } from "../charts/kit/dist";
import { Stack } from "../charts/model/stack";
import { distFiles } from "../charts/output/dist-tree";
import { write } from "../charts/output/publish";
import { repeat } from "./repeat";
import { config } from "./shipped";

/**
 * The synthesis of dist/ with the catalogue repeated: `bench/app.ts TIMES FOLDER`. With a third argument it writes
 * the objects as JSON there instead, for the reference to dump.
 */
const [, , times = "1", folder = "", objectsFile] = process.argv;
const stack = new Stack(repeat(catalogue, Number(times)), config);

if (objectsFile === undefined) write(folder, distFiles(stack, []));
else writeFileSync(objectsFile, JSON.stringify([...distOf(stack, [])].map(({ path, objects }) => [path, objects])));
