import { join } from "node:path";
import { kept } from "../kept.js";

/** What n8n has in its database, beside its settings. */
export const { read, write } = kept(join(process.env.N8N_USER_FOLDER, ".n8n/stand-in.json"), { workflows: {}, credentials: {} });
