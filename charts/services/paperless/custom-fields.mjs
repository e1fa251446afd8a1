import { changed, Unfinished } from "./set-up.mjs";

/** Known by their names, which Paperless has once each; it never makes another kind of one that is there. */
export const enterCustomFields = async (admin, wanted) => {
  const live = new Map((await admin.all("custom_fields")).map((each) => [each.name, each]));
  for (const { name, type } of wanted) {
    const found = live.get(name);
    if (!found) {
      await admin.must("POST", "custom_fields/", { name, data_type: type });
      changed(`added custom field ${name}`);
    } else if (found.data_type !== type)
      throw new Unfinished(
        `Paperless has a custom field ${name} of the kind ${found.data_type}, not ${type}`,
        "rename it in Paperless, under Custom Fields; documents keep what they have in it",
      );
  }
};
