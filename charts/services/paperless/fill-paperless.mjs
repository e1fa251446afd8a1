// Enters into Paperless what the model has for it; what the owner added himself stays as it is.
import { readFileSync } from "node:fs";
import { enterAccounts, enterOwner, people } from "./accounts.mjs";
import { Paperless } from "./api.mjs";
import { enterCorrespondents } from "./correspondents.mjs";
import { enterCustomFields } from "./custom-fields.mjs";
import { enterNamed } from "./named.mjs";
import { enterOwnership, ownerBefore } from "./ownership.mjs";
import { need, run, Unfinished } from "./set-up.mjs";

const fill = async () => {
  const { administrator, owner, accounts, tags, documentTypes, storagePaths, customFields } = JSON.parse(
    readFileSync(need("CONTENT"), "utf8"),
  );
  const admin = Paperless.as(need("ARCHIVE_URL"), administrator);
  if (!(await admin.isKnown()))
    throw new Unfinished(
      "Paperless does not take the name and password of its first administrator",
      "in Paperless, give that account its password back and no second factor; your own account is another one",
    );
  const ownerId = await enterOwner(admin, owner, await ownerBefore(admin));
  const groups = await enterAccounts(admin, accounts);
  await enterNamed(admin, "tags", "tag", tags);
  await enterNamed(admin, "document_types", "document type", documentTypes);
  await enterNamed(admin, "storage_paths", "storage path", storagePaths);
  await enterCustomFields(admin, customFields);
  const ids = (those) => those.map(({ name }) => groups.get(name));
  const others = await people(admin);
  await enterOwnership(admin, ownerId, others, ids(accounts), ids(accounts.filter(({ changesDocuments }) => changesDocuments)));
  await enterCorrespondents(admin, ownerId, others, ids(accounts.filter(({ may }) => may.includes("view_correspondent"))));
  const kinds = { tags, "document types": documentTypes, "storage paths": storagePaths, "custom fields": customFields };
  const counted = Object.entries(kinds).map(([kind, all]) => `${all.length} ${kind}`);
  return [`${accounts.length} accounts of programs`, ...counted].join(", ");
};

run(need("SERVICE"), "it has its accounts and content as declared", fill);
