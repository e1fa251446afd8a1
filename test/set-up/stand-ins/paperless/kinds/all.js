import { customFields } from "./custom-fields.js";
import { documents } from "./documents.js";
import { groups } from "./groups.js";
import { mailAccounts } from "./mail-accounts.js";
import { correspondents, documentTypes, storagePaths } from "./matching.js";
import { tags } from "./tags.js";
import { users } from "./users.js";
import { workflowActions, workflowTriggers } from "./workflow-parts.js";
import { workflows } from "./workflows.js";

export const kinds = {
  users,
  groups,
  tags,
  correspondents,
  document_types: documentTypes,
  storage_paths: storagePaths,
  custom_fields: customFields,
  mail_accounts: mailAccounts,
  workflows,
  workflow_triggers: workflowTriggers,
  workflow_actions: workflowActions,
  documents,
};

/** Nothing is ever in these here, but who may look is asked all the same. */
export const empty = {
  mail_rules: "mailrule",
  saved_views: "savedview",
  share_links: "sharelink",
  share_link_bundles: "sharelinkbundle",
  processed_mail: "processedmail",
};

/** The real one has these, and our programs do not ask for them. */
export const missing = [
  "config",
  "logs",
  "search",
  "statistics",
  "remote_version",
  "ui_settings",
  "status",
  ...["delete", "reprocess", "rotate", "merge", "edit_pdf", "remove_password", "chat"].map((name) => `documents/${name}`),
  "documents/bulk_download",
  "documents/selection_data",
];
