import { z } from "zod";
import { field } from "./field";
import { section } from "./groups";
import { label } from "./names";
import { whole } from "./scalars";

const host = `(?:${label}\\.)*${label}(?::[0-9]{1,5})?`;
const pathPart = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~+-]+";
/** What git check-ref-format forbids and the letters alone do not. */
const badBranch = "(?!.*(?:\\.\\.|//|/\\.|\\.lock(?:/|$)|[./]$))";

const repository = field(
  z.string().regex(new RegExp(`^(?:https://|ssh://[A-Za-z0-9_][A-Za-z0-9._-]{0,63}@)${host}(?:/${pathPart}){1,6}$`)),
  {
    says: "The Git repository that Flux pulls.",
    allowed: "an https:// address, or an ssh:// address with its account and no password, such as ssh://git@host/owner/name",
    fix: "write ssh://git@host/owner/name or https://host/owner/name",
  },
);

const branch = field(z.string().regex(new RegExp(`^${badBranch}[A-Za-z0-9][A-Za-z0-9._/-]{0,100}$`)), {
  says: "The branch that Flux follows.",
  allowed: "the name of a branch: letters, digits, dots, hyphens, underscores and single slashes",
  fix: "write the plain name, such as main",
});

export const gitSchema = section("Where the manifests live in Git.", {
  repository,
  branch: branch.default("main"),
  intervalMinutes: whole("How often Flux looks for changes, in minutes.", 1, 1440).default(10),
});
