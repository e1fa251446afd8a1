import { changed } from "./set-up.mjs";

// Paperless gives tags by itself to what matches them, which a tag that sends documents abroad must never do.
const nothing = 0;

/** Tags are known by their names, and none is ever deleted: documents bear them. */
export const enterTags = async (admin, tags) => {
  const live = new Map((await admin.all("tags")).map((tag) => [tag.name.toLowerCase(), tag]));
  for (const { name, onlyByHand } of tags) {
    const found = live.get(name.toLowerCase());
    if (!found) {
      await admin.must("POST", "tags/", { name, matching_algorithm: nothing, match: "", owner: null });
      changed(`added tag ${name}`);
    } else if (onlyByHand && found.matching_algorithm !== nothing) {
      await admin.must("PATCH", `tags/${found.id}/`, { matching_algorithm: nothing });
      changed(`mended tag ${name}, which Paperless would have given by itself`);
    }
  }
};
