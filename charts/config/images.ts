import { z } from "zod";
import { field } from "./field";
import { namesTo, section } from "./groups";
import { label, slug } from "./names";

const registryHost = `(?:(?:${label}\\.)+${label}(?::[0-9]{1,5})?|${label}:[0-9]{1,5})`;
const pathPart = "[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*";
const tag = "[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";

const registry = field(z.string().regex(new RegExp(`^${registryHost}(?:/${pathPart}){0,4}$`)), {
  says: "The registry that holds our own images.",
  allowed: "a registry and a path, such as ghcr.io/mk360",
  fix: "write it without https://, without a tag and without a slash at the end",
});

const imageReference = field(z.string().regex(new RegExp(`^${registryHost}(?:/${pathPart}){1,5}:${tag}@sha256:[0-9a-f]{64}$`)), {
  says: "The full image reference to use in place of the chosen one.",
  allowed: "registry/name:tag@sha256: and 64 hexadecimal digits, such as docker.io/library/postgres:16.15-bookworm@sha256:…",
  fix: "write the registry too (docker.io for Docker Hub) and the digest that it shows for the tag; a tag alone can change under your feet",
});

export const imagesSchema = section("Container images: where our own are, and which of the chosen ones to replace.", {
  registry: registry.default("ghcr.io/mk360"),
  overrides: namesTo(
    "Images to use in place of the chosen ones, by their name in the catalogue.",
    slug("An image of the catalogue."),
    imageReference,
    "postgres: docker.io/library/postgres:16.15-bookworm@sha256:…",
  ).default({}),
}).prefault({});
