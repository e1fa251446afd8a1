import { readFileSync } from "node:fs";
import { read } from "./order/read.ts";
import { sellerSchema } from "./order/seller.ts";

/** @throws Error when the variable is missing. */
function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the variable ${name} is missing`);
  return value;
}

const inFile = (name: string): string => readFileSync(need(name), "utf8").trim();

/** What the program is told. @throws Error or Refusal that names what is missing or wrong. */
export function settings() {
  return {
    port: Number(need("PORT")),
    timeZone: need("TZ"),
    token: inFile("TOKEN_FILE"),
    rules: need("RULES"),
    gotenberg: need("GOTENBERG"),
    seller: read(sellerSchema, JSON.parse(inFile("SELLER_FILE"))),
    database: {
      host: need("PGHOST"),
      port: Number(need("PGPORT")),
      database: need("PGDATABASE"),
      user: need("PGUSER"),
      password: inFile("PGPASSWORD_FILE"),
      ssl: { ca: inFile("PGSSLROOTCERT"), rejectUnauthorized: true },
    },
  };
}
