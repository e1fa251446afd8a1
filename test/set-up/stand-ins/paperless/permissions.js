// What an account may do is a codename of a model: view_tag, add_document.
const models = {
  account: ["emailaddress", "emailconfirmation"],
  admin: ["logentry"],
  auditlog: ["logentry"],
  auth: ["group", "permission", "user"],
  authtoken: ["token", "tokenproxy"],
  contenttypes: ["contenttype"],
  documents: [
    "correspondent",
    "customfield",
    "customfieldinstance",
    "document",
    "documenttype",
    "note",
    "paperlesstask",
    "savedview",
    "savedviewfilterrule",
    "sharelink",
    "sharelinkbundle",
    "storagepath",
    "tag",
    "uisettings",
    "workflow",
    "workflowaction",
    "workflowactionemail",
    "workflowactionwebhook",
    "workflowrun",
    "workflowtrigger",
  ],
  guardian: ["groupobjectpermission", "userobjectpermission"],
  mfa: ["authenticator"],
  paperless: ["applicationconfiguration"],
  paperless_mail: ["mailaccount", "mailrule", "processedmail"],
  sessions: ["session"],
  socialaccount: ["socialaccount", "socialapp", "socialtoken"],
};
const verbs = ["add", "change", "delete", "view"];
const ofNoModel = { applicationconfiguration: ["view_global_statistics", "view_system_monitoring"] };

const all = Object.entries(models).flatMap(([app, names]) =>
  names.flatMap((model) =>
    [...verbs.map((verb) => `${verb}_${model}`), ...(ofNoModel[model] ?? [])].sort().map((codename) => ({ app, codename })),
  ),
);
const full = ({ app, codename }) => `${app}.${codename}`;
// Nobody is given those of the administration pages.
const givable = all.filter(({ app }) => app !== "admin");
const places = new Map(givable.map(({ codename }, place) => [codename, place]));

export const isCodename = (codename) => places.has(codename);
export const inOrder = (codenames) => [...new Set(codenames)].sort((one, other) => places.get(one) - places.get(other));

const ofGroups = (store, user) => user.groups.flatMap((id) => store.find("groups", id).permissions);

/** With the name of the app before each, as an account shows what it has without being given it by itself. */
export function inherited(store, user) {
  if (!user.is_active) return [];
  if (user.is_superuser) return all.map(full);
  const codenames = new Set(ofGroups(store, user));
  return givable.filter(({ codename }) => codenames.has(codename)).map(full);
}

export const may = (store, user, codename) =>
  user.is_superuser || user.user_permissions.includes(codename) || ofGroups(store, user).includes(codename);

const verbOf = { GET: "view", HEAD: "view", OPTIONS: "view", POST: "add", PUT: "change", PATCH: "change", DELETE: "delete" };
export const verbFor = (method) => verbOf[method];
