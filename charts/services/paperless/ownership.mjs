// A document without an owner is open to every account. Whoever uploads one owns it; what comes by a folder or by mail gets
// the owner, and so does what is there already: those who could see it so far still do. What somebody uploads stays his, and
// the programs that work on documents see it too.
import { changed } from "./set-up.mjs";

const name = "Every document has an owner (mk360)";
const sharingName = "Programs see what people read in (mk360)";
const beginOfConsumption = 1;
const assignment = 1;
const [folder, upload, mail, page] = [1, 2, 3, 4];
// It takes no such workflow without a filter.
const everyName = "*";

export const enterOwnership = async (admin, owner, readers, viewGroups, changeGroups) => {
  const groups = { assign_view_groups: viewGroups, assign_change_groups: changeGroups };
  await enterWorkflow(admin, name, [folder, mail], { assign_owner: owner, ...groups });
  // Without a program that is to see them there is nothing to share.
  if (viewGroups.length > 0) await enterWorkflow(admin, sharingName, [upload, page], { assign_owner: null, ...groups });
  const unowned = (await admin.must("GET", "documents/?owner__isnull=true&fields=id&page_size=100000")).results.map(({ id }) => id);
  if (unowned.length === 0) return;
  await admin.must("POST", "documents/bulk_edit/", {
    documents: unowned,
    method: "set_permissions",
    parameters: {
      owner,
      merge: true,
      set_permissions: { view: { users: readers, groups: viewGroups }, change: { users: readers, groups: changeGroups } },
    },
  });
  changed(`${unowned.length} documents have an owner now`);
};

/** Whom documents were given to so far; undefined before the first time. */
export const ownerBefore = async (admin) => (await called(admin, name))?.actions[0]?.assign_owner ?? undefined;

const called = async (admin, workflow) => (await admin.all("workflows")).find((each) => each.name === workflow);

const enterWorkflow = async (admin, workflow, sources, assigned) => {
  const live = await called(admin, workflow);
  const wanted = {
    name: workflow,
    order: 0,
    enabled: true,
    triggers: [{ type: beginOfConsumption, sources, filter_filename: everyName }],
    actions: [{ type: assignment, ...assigned }],
  };
  if (live && isAs(live, wanted)) return;
  if (live) await admin.must("PUT", `workflows/${live.id}/`, wanted);
  else await admin.must("POST", "workflows/", wanted);
  changed(`${live ? "mended" : "added"} the workflow "${workflow}"`);
};

const isAs = ({ enabled, triggers, actions }, wanted) => {
  const [trigger, action] = [triggers[0], actions[0]];
  const numbers = (list) => JSON.stringify([...(list ?? [])].map(Number).sort());
  return (
    enabled === wanted.enabled &&
    triggers.length === 1 &&
    actions.length === 1 &&
    trigger.type === beginOfConsumption &&
    numbers(trigger.sources) === numbers(wanted.triggers[0].sources) &&
    trigger.filter_filename === everyName &&
    !trigger.filter_path &&
    !trigger.filter_mailrule &&
    action.type === assignment &&
    action.assign_owner === wanted.actions[0].assign_owner &&
    numbers(action.assign_view_groups) === numbers(wanted.actions[0].assign_view_groups) &&
    numbers(action.assign_change_groups) === numbers(wanted.actions[0].assign_change_groups)
  );
};
