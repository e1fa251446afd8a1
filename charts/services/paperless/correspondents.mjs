// Whose papers a document is among says its correspondent. One without an owner could be changed by every account, so it gets
// the owner; whoever could use it still can. One that somebody made for himself stays his, and the programs that work with
// correspondents see it too: else they would make a second one of its name.
import { changed } from "./set-up.mjs";

export const enterCorrespondents = async (admin, owner, people, groups) => {
  const { results } = await admin.must("GET", "correspondents/?page_size=100000&full_perms=true");
  const numbers = (those) => those.map(({ id }) => id);
  const unowned = numbers(results.filter((each) => each.owner === null));
  if (unowned.length > 0) {
    const all = { users: people, groups };
    await share(admin, unowned, { owner, permissions: { view: all, change: { users: people, groups: [] } } });
    changed(`${unowned.length} correspondents have an owner now`);
  }
  const sees = (each) => groups.every((group) => each.permissions.view.groups.includes(group));
  const hidden = numbers(results.filter((each) => each.owner !== null && !sees(each)));
  if (hidden.length > 0) {
    await share(admin, hidden, { permissions: { view: { users: [], groups }, change: { users: [], groups: [] } } });
    changed(`${hidden.length} correspondents are seen by the programs now`);
  }
};

const share = (admin, objects, more) =>
  admin.must("POST", "bulk_edit_objects/", { objects, object_type: "correspondents", operation: "set_permissions", merge: true, ...more });
