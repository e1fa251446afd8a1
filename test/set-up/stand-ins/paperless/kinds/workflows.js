import { boolean, integer, text } from "../fields.js";
import { byNumber } from "../listing.js";
import { unique } from "../relations.js";
import { nested, withInitials } from "../validation.js";
import { actionFields, checkedAction, checkedTrigger, triggerFields, workflowActions, workflowTriggers } from "./workflow-parts.js";

const parts = { triggers: "workflow_triggers", actions: "workflow_actions" };
const fieldsOf = { triggers: triggerFields, actions: actionFields };

/** A part with the number of one that is there changes that one; any other is new. */
function kept(store, part, sent) {
  const values = { ...sent };
  for (const inner of ["email", "webhook"]) {
    if (values[inner]) {
      const { id, ...rest } = values[inner];
      values[inner] = { id: id ?? store.nextId(`workflow_${inner}s`), ...rest };
    }
  }
  const live = store.find(parts[part], values.id);
  return live ? Object.assign(live, values) : store.insert(parts[part], withInitials(fieldsOf[part], values));
}

const beforeKeeping = (values, { store }) => {
  for (const part of Object.keys(parts)) if (values[part]) values[part] = values[part].map((sent) => kept(store, part, sent).id);
};

// The real one tidies up when a workflow is changed, and not when it is deleted.
const changed = (_, { store }) => {
  for (const [part, kind] of Object.entries(parts)) {
    const used = new Set(store.rows("workflows").flatMap((row) => row[part]));
    store.remove(kind, ({ id }) => !used.has(id));
  }
};

export const workflows = {
  model: "workflow",
  fields: {
    name: text({ most: 256, checks: [unique("workflows", "name")] }),
    order: integer({ initial: 0 }),
    enabled: boolean({ initial: true }),
    triggers: { ...nested(triggerFields, checkedTrigger), to: "workflow_triggers", many: true },
    actions: { ...nested(actionFields, checkedAction), to: "workflow_actions", many: true },
  },
  order: byNumber(({ order }) => order),
  hooks: { beforeKeeping, changed },
  show: ({ id, name, order, enabled, triggers, actions }, { store }) => ({
    id,
    name,
    order,
    enabled,
    triggers: triggers.map((each) => workflowTriggers.show(store.find("workflow_triggers", each))),
    actions: actions.map((each) => workflowActions.show(store.find("workflow_actions", each))),
  }),
};
