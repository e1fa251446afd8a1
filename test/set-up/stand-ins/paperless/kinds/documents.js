// Without a worker the real one never reads one in, so here are those only that were put into its state.
import { byNumber } from "../listing.js";
import { ownerFields, shownOwner } from "../ownership.js";

const shown = (row, call) => {
  const whole = { ...row, ...shownOwner(row, call) };
  delete whole.grants;
  const wanted = call.query.get("fields");
  return wanted ? Object.fromEntries(Object.entries(whole).filter(([name]) => wanted.split(",").includes(name))) : whole;
};

export const documents = {
  model: "document",
  fields: { ...ownerFields.plain },
  isOwned: true,
  without: ["POST", "PUT", "PATCH", "DELETE"],
  order: byNumber(({ id }) => -id),
  filters: { id: "number", owner: "owner", tags: "ids", added: "moment" },
  show: shown,
};
